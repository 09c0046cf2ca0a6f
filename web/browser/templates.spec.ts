import { expect, pictures, setUp, test } from './page';

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
