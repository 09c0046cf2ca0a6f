import { accessible, expect, pictures, setUp, signIn, test } from './page';

test.use({ journeys: 'templates' });

test('a workflow from a template', async ({ page, server }) => {
  await setUp(page, server);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByRole('button', { name: /^From a template/ }).click();
  await expect(page.getByRole('button', { name: 'Create' })).toBeDisabled();
  await page.getByRole('button', { name: /^Ask before a refund/ }).click();
  await pictures(page, 'templates');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByLabel('Name of the workflow')).toHaveValue('Ask before a refund');
  await expect(page.getByRole('group', { name: /^Ask a person,/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible();
  await pictures(page, 'canvas-template');
});

test('what a connector can do is looked up', async ({ page, server }) => {
  await signIn(page, `${server.url}/connectors`);
  await page.getByLabel('Search connectors').fill('http');
  await page.getByText('http_request').first().click();
  await expect(page.getByRole('heading', { name: 'What it takes' })).toBeVisible();
  await expect(page.locator('dt').filter({ hasText: 'url' }).first()).toBeVisible();
  await pictures(page, 'connectors');
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, 'connectors at 390');
});
