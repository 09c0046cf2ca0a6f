import type { Page } from '@playwright/test';
import { expect, pictures, setUp, tell, test } from './page';

test.use({ journeys: 'about' });

const GREETING = {
  nodes: [
    {
      id: 'action_input',
      type: 'action_input',
      config: { inputSchema: { type: 'object' } },
      position: { x: 0, y: 0 },
    },
    { id: 'return_output', type: 'return_output', config: { output: 'Hello' }, position: { x: 300, y: 0 } },
  ],
  edges: [{ source: 'action_input', target: 'return_output' }],
};

interface Kept {
  description: string;
  definition: { onFailure?: unknown; nodes: { notes?: unknown }[] };
}

const read = async (page: Page, path: string) =>
  (await tell(page, 'GET', path, undefined)) as unknown as Kept;
const saved = (page: Page) => expect(page.getByText('Saved', { exact: true })).toBeVisible();

async function about(page: Page) {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'About this workflow' }).click();
  return page.getByRole('dialog', { name: 'About this workflow' });
}

test('what a workflow is for, and who is told of its failures, is said on the page', async ({
  page,
  server,
}) => {
  await setUp(page, server);
  const report = await tell(page, 'POST', '/workflows', { name: 'Report', definition: GREETING });
  await tell(page, 'POST', `/workflows/${report.id}/deploy`, { slug: 'report-failure' });
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Greeter', definition: GREETING });
  await page.goto(`${server.url}/workflows/${id}`);

  const dialog = await about(page);
  const what = dialog.getByLabel('What it does');
  // The draft is saved between two words, and the blank after the first of them stays.
  await what.pressSequentially('Greets ');
  await expect.poll(async () => (await read(page, `/workflows/${id}`)).description).toBe('Greets');
  await what.pressSequentially('a customer.');
  await expect(what).toHaveValue('Greets a customer.');
  await dialog.getByLabel('When a run fails, run').selectOption('report-failure');
  await pictures(page, 'about');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await saved(page);
  const kept = await read(page, `/workflows/${id}`);
  expect(kept.definition.onFailure).toEqual({ action: 'report-failure' });
  expect(kept.description).toBe('Greets a customer.');

  await page.getByRole('group', { name: /^return_output,/ }).click();
  await page.getByLabel('Notes').fill('Always the same: the shop wants it so.');
  await saved(page);
  const { nodes } = (await read(page, `/workflows/${id}`)).definition;
  expect(nodes.map((node) => node.notes)).toEqual([undefined, 'Always the same: the shop wants it so.']);

  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const publishing = page.getByRole('dialog', { name: 'Publish' });
  await expect(publishing.getByLabel('What it does')).toHaveValue('Greets a customer.');
  await publishing.getByLabel('What it does').fill('Greets a customer by name.');
  await publishing.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('dialog', { name: '“greeter” is published' })).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).last().click();
  expect((await read(page, '/actions/greeter')).description).toBe('Greets a customer by name.');
  await expect(page.getByRole('button', { name: 'Published', exact: true })).toBeDisabled();

  // What agents read is of the published version: other words are a change that can be published.
  const again = await about(page);
  await expect(again.getByLabel('When a run fails, run')).toHaveValue('report-failure');
  await again.getByLabel('What it does').fill('Greets anybody.');
  await again.getByLabel('When a run fails, run').selectOption('Nothing');
  await again.getByRole('button', { name: 'Close' }).last().click();
  await saved(page);
  await page.getByRole('button', { name: 'Publish changes' }).click();
  await page.getByRole('dialog', { name: 'Publish' }).getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('dialog', { name: '“greeter” is published' })).toBeVisible();
  expect((await read(page, '/actions/greeter')).description).toBe('Greets anybody.');
  expect((await read(page, `/workflows/${id}`)).definition.onFailure).toBeUndefined();
  await page.goto(`${server.url}/workflows/${id}/versions`);
  await page.getByRole('button', { name: 'Version 2' }).click();
  await expect(page.getByText('The workflow as a whole')).toBeVisible();
  await expect(page.locator('del').first()).toContainText('Greets a customer by name.');
});
