import { expect, pictures, setUp, tell, test } from './page';

test.use({ journeys: 'many' });

const REFUND = {
  nodes: [
    {
      id: 'action_input',
      type: 'action_input',
      config: { inputSchema: { type: 'object', properties: { order: { type: 'string' } } } },
      position: { x: 0, y: 0 },
    },
    {
      id: 'ask',
      type: 'approval',
      config: { title: 'Refund {{action_input.order}}?' },
      position: { x: 300, y: 0 },
    },
    { id: 'return_output', type: 'return_output', config: { output: '{{ask}}' }, position: { x: 600, y: 0 } },
  ],
  edges: [
    { source: 'action_input', target: 'ask' },
    { source: 'ask', target: 'return_output' },
  ],
};
const MANY = 104;

test('what is longer than a page of the server is shown to its end', async ({ page, server }) => {
  test.setTimeout(240_000);
  await setUp(page, server);
  for (let at = 1; at <= MANY; at++) {
    const { id } = await tell(page, 'POST', '/workflows', { name: `Refund ${at}`, definition: REFUND });
    await tell(page, 'POST', `/workflows/${id}/deploy`, { slug: `refund-${at}` });
  }
  for (let at = 1; at <= MANY; at++) {
    await tell(page, 'POST', '/actions/refund-1/run', { input: { order: `A-${at}` } });
  }

  await page.goto(`${server.url}/approvals`);
  // The longest waiting first, however many came after it.
  const asked = page.getByRole('article');
  await expect(asked.first()).toContainText('Refund A-1?');
  await expect(asked).toHaveCount(25);
  await expect(page.getByRole('link', { name: /^Approvals/ })).toContainText('99+');
  await page.getByRole('button', { name: 'Show more: 79 came after these' }).click();
  await expect(asked).toHaveCount(50);
  await expect(asked.last()).toContainText('Refund A-50?');
  await asked.first().getByRole('button', { name: 'Approve' }).click();
  await expect(asked.first()).toContainText('Refund A-2?');
  await pictures(page, 'many-approvals');

  // By name: this one stands on the second page.
  await page.goto(`${server.url}/runs`);
  await page.getByLabel('Action').selectOption('refund-1');
  await expect(page.getByRole('row').nth(1)).toContainText('refund-1');
  const one = await tell(page, 'GET', '/actions?limit=100', undefined);
  expect(JSON.stringify(one)).not.toContain('"refund-99"');
  await page.getByLabel('Action').selectOption('refund-99');
  await expect(page.getByRole('row')).toHaveCount(0);
});
