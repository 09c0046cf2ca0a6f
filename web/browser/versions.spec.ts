import { expect, pictures, setUp, signIn, tell, test } from './page';

test.use({ journeys: 'versions' });

const input = { id: 'action_input', type: 'action_input', config: { inputSchema: { type: 'object' } } };
const first = {
  nodes: [
    input,
    { id: 'set_1', type: 'set', name: 'Greet', config: { fields: { text: 'Hello' } } },
    { id: 'old_1', type: 'set', name: 'Old step', config: { fields: { text: '{{set_1.text}}' } } },
    { id: 'return_output', type: 'return_output', name: 'Output', config: { output: '{{old_1}}' } },
  ],
  edges: [
    { source: 'action_input', target: 'set_1' },
    { source: 'set_1', target: 'old_1' },
    { source: 'old_1', target: 'return_output' },
  ],
};
const second = {
  nodes: [
    input,
    { id: 'set_1', type: 'set', name: 'Greet', config: { fields: { text: 'Good day' } } },
    { id: 'wait_1', type: 'wait', name: 'Breathe', config: { durationMs: 10 } },
    { id: 'return_output', type: 'return_output', name: 'Output', config: { output: '{{set_1}}' } },
  ],
  edges: [
    { source: 'action_input', target: 'set_1' },
    { source: 'set_1', target: 'wait_1' },
    { source: 'wait_1', target: 'return_output' },
  ],
};

test('what changed between versions is seen, and taken back', async ({ page, server }) => {
  await setUp(page, server);
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Greeter', definition: first });
  await tell(page, 'POST', `/workflows/${id}/deploy`, { slug: 'greeter' });
  await tell(page, 'PUT', `/workflows/${id}`, { definition: second });
  await page.goto(`${server.url}/workflows/${id}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Versions' }).click();
  await expect(page.getByRole('heading', { name: 'Versions' })).toBeVisible();
  const graph = page.getByRole('group', { name: 'Both graphs in one' });
  await expect(graph.getByRole('group', { name: /^Breathe,/ })).toContainText('New');
  await expect(graph.getByRole('group', { name: /^Old step,/ })).toContainText('Gone');
  await expect(page.getByText('config.fields.text')).toBeVisible();
  await expect(page.locator('del').first()).toContainText('Hello');
  await expect(page.locator('ins').first()).toContainText('Good day');
  await pictures(page, 'versions');

  await tell(page, 'POST', `/workflows/${id}/deploy`, {});
  await page.reload();
  await expect(page.getByText('They do the same')).toBeVisible();
  await page.getByRole('button', { name: 'Roll back' }).click();
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .getByRole('button', { name: 'Roll back' })
    .click();
  await expect(page.getByText('Version 3 is live')).toBeVisible();
  const run = await tell(page, 'POST', '/actions/greeter/run', { input: {}, wait: 20 });
  expect(JSON.stringify(run)).toContain('Hello');
});

test('more versions than a page holds are turned over, and any two of them compared', async ({
  page,
  server,
}) => {
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Often', definition: first });
  await tell(page, 'POST', `/workflows/${id}/deploy`, { slug: 'often' });
  await tell(page, 'PUT', `/workflows/${id}`, { definition: second });
  for (let at = 2; at <= 23; at++) await tell(page, 'POST', `/workflows/${id}/deploy`, {});
  await page.goto(`${server.url}/workflows/${id}/versions`);
  const list = page.getByRole('list', { name: 'Versions', exact: true });
  await expect(list.getByRole('listitem')).toHaveCount(20);
  await expect(list).toContainText('Version 23');
  await expect(page.getByRole('button', { name: 'Newer' })).toBeDisabled();
  await page.getByRole('button', { name: 'Older' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await expect(page.getByRole('button', { name: 'Older' })).toBeDisabled();
  // What was chosen on the other page is chosen still.
  await expect(page.getByLabel('From', { exact: true })).toHaveValue('23');
  await page.getByLabel('From', { exact: true }).selectOption('1');
  await expect(page.getByText('config.fields.text')).toBeVisible();
  await pictures(page, 'versions-older');
  await page.getByRole('button', { name: 'Newer' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(20);
  await list.getByRole('button', { name: /^Version 4\b/ }).click();
  await expect(page.getByLabel('From', { exact: true })).toHaveValue('3');
  await expect(page.getByText('They do the same')).toBeVisible();
});
