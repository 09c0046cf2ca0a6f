import { expect, setUp, small, tell, test } from './page';

test.use({ journeys: 'small' });

const input = { id: 'action_input', type: 'action_input', config: { inputSchema: { type: 'object' } } };
const output = { id: 'return_output', type: 'return_output', config: { output: { done: true } } };
const ASKS = {
  nodes: [
    input,
    {
      id: 'approval_1',
      type: 'approval',
      name: 'Ask first',
      config: { title: 'Send letters to all 312 customers?', message: 'They go out at once.' },
    },
    output,
  ],
  edges: [
    { source: 'action_input', target: 'approval_1' },
    { source: 'approval_1', target: 'return_output' },
  ],
};
const BREAKS = {
  nodes: [
    input,
    { id: 'stop_1', type: 'stop_and_error', name: 'Stop', config: { message: 'No leads today.' } },
    output,
  ],
  edges: [
    { source: 'action_input', target: 'stop_1' },
    { source: 'action_input', target: 'return_output' },
  ],
};

test('every screen is read on a telephone, and an approval given', async ({ page, server }) => {
  test.setTimeout(120_000);
  await setUp(page, server);
  const ids: Record<string, string> = {};
  for (const [slug, definition] of Object.entries({ 'send-letters': ASKS, breaks: BREAKS })) {
    const made = await tell(page, 'POST', '/workflows', { name: slug, definition });
    ids[slug] = made.id ?? '';
    await tell(page, 'POST', `/workflows/${made.id}/deploy`, { slug });
  }
  const failed = await tell(page, 'POST', '/actions/breaks/run', { input: {}, wait: 20 });
  const waits = await tell(page, 'POST', '/actions/send-letters/run', { input: {}, wait: 20 });
  await tell(page, 'POST', '/keys', { name: 'Robot', scopes: ['actions:run', 'actions:read', 'runs:read'] });
  const screens: [string, string, string][] = [
    ['/workflows', 'Workflows', 'workflows'],
    [`/workflows/${ids.breaks}/versions`, 'Versions', 'versions'],
    ['/runs', 'Runs', 'runs'],
    [`/runs/${failed.runId}`, 'breaks', 'run-failed'],
    [`/runs/${waits.runId}`, 'send-letters', 'run-waits'],
    ['/connectors', 'Connectors', 'connectors'],
    ['/agents', 'Agents', 'agents'],
    ['/settings/people', 'Settings', 'people'],
    ['/settings/workspace', 'Settings', 'workspace'],
    ['/settings/usage', 'Settings', 'usage'],
    ['/settings/rules', 'Settings', 'rules'],
    ['/settings/sessions', 'Settings', 'account'],
    ['/settings/audit', 'Settings', 'audit'],
  ];
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [address, heading, name] of screens) {
    await page.goto(`${server.url}${address}`);
    await expect(page.getByRole('heading', { name: heading, exact: true, level: 1 })).toBeVisible();
    await expect(page.locator('.loading')).toHaveCount(0);
    await small(page, name);
  }
  await page.goto(`${server.url}/workflows/${ids.breaks}`);
  await page.getByRole('group', { name: /^Stop,/ }).click();
  await small(page, 'canvas');

  await page.goto(`${server.url}/approvals`);
  await expect(page.getByRole('article', { name: /312 customers/ })).toBeVisible();
  await small(page, 'approvals');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Nothing waits' })).toBeVisible();
});
