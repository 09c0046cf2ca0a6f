import { accessible, expect, PERSON, pictures, setUp, signIn, tell, test } from './page';
import type { Page } from '@playwright/test';
import type { Server } from './server';

test.use({ journeys: 'runs' });

async function publish(page: Page, slug: string, definition: unknown): Promise<string> {
  const made = await tell(page, 'POST', '/workflows', { name: slug, definition });
  await tell(page, 'POST', `/workflows/${made.id}/deploy`, { slug });
  return made.id ?? '';
}

const input = {
  id: 'action_input',
  type: 'action_input',
  name: 'Input',
  config: { inputSchema: { type: 'object' } },
};
const output = {
  id: 'return_output',
  type: 'return_output',
  name: 'Output',
  config: { output: { done: true } },
};

function asks(server: Server) {
  return {
    nodes: [
      input,
      {
        id: 'approval_1',
        type: 'approval',
        name: 'Ask first',
        config: { title: 'Send 3 letters?', message: 'To all leads.' },
      },
      {
        id: 'look_up',
        type: 'connector',
        name: 'Look up',
        connector: 'http-request',
        operation: 'http_request',
        config: {
          method: 'GET',
          url: `${server.url}/examples/people`,
          query_params: { email: 'ada@example.com' },
        },
      },
      output,
    ],
    edges: [
      { source: 'action_input', target: 'approval_1' },
      { source: 'approval_1', target: 'look_up' },
      { source: 'look_up', target: 'return_output' },
    ],
  };
}

const breaks = {
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

test('an approval from request to decision, in two browsers at once', async ({ page, server, browser }) => {
  await setUp(page, server);
  await publish(page, 'send-letters', asks(server));
  const run = await tell(page, 'POST', '/actions/send-letters/run', { input: {} });
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(`${server.url}/runs/${run.runId}`);
  await other.getByLabel('E-mail').fill(PERSON.email);
  await other.getByLabel('Password').fill(PERSON.password);
  await other.getByLabel('Password').press('Enter');
  await expect(other.getByText('Send 3 letters?')).toBeVisible();

  await page.getByRole('link', { name: /^Approvals/ }).click();
  await expect(page.getByRole('article', { name: 'Send 3 letters?' })).toBeVisible();
  await expect(page.getByText(`Asked for by ${PERSON.email}`)).toBeVisible();
  await expect(page.getByText(/^Ends in 1 hour|^Ends in \d+ minutes/)).toBeVisible();
  await expect(page.getByLabel('What will be done')).toBeVisible();
  await pictures(page, 'approvals');
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, 'approvals at 390');
  if (process.env.TRIGGO_PICTURES)
    await page.screenshot({ path: `${process.env.TRIGGO_PICTURES}/approvals-390.png` });
  await page.getByLabel('Comment').fill('They asked for them.');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Nothing waits' })).toBeVisible();

  await expect(other.getByText('Succeeded').first()).toBeVisible();
  await expect(other.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
  await pictures(other, 'run');
  await other.getByRole('tab', { name: 'Journal' }).click();
  await expect(other.getByText('approval_approved')).toBeVisible();
  await pictures(other, 'run-journal');
  await context.close();
});

test('a failed run is read, and replayed', async ({ page, server }) => {
  await page.goto(`${server.url}/runs`);
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByLabel('Password').press('Enter');
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
  await publish(page, 'breaks', breaks);
  await tell(page, 'POST', '/actions/breaks/run', { input: {} });
  await page.getByLabel('Status').selectOption('failed');
  await expect(page).toHaveURL(/status=failed/);
  await page.getByRole('link', { name: 'breaks' }).click();
  await expect(page.getByText('No leads today.').first()).toBeVisible();
  await page.getByRole('group', { name: /^Stop,/ }).click();
  await pictures(page, 'run-failed');
  await page.getByRole('button', { name: 'Replay from the start' }).click();
  await expect(page.getByRole('link', { name: 'Replay of another run' })).toBeVisible();
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await expect(page.getByRole('row')).toHaveCount(4);
  await pictures(page, 'runs');
  await page.getByRole('link', { name: 'Workflows', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'breaks' })).toBeVisible();
  await pictures(page, 'workflows');
});

test('what is broken is seen, mended and run again', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const id = await publish(page, 'strict', {
    nodes: [
      {
        ...input,
        config: { inputSchema: { type: 'object', properties: { score: { type: 'integer' } } } },
      },
      {
        id: 'condition_1',
        type: 'condition',
        name: 'Good enough?',
        config: { rules: [{ left: '{{action_input.score}}', operator: 'gt', right: 90 }] },
      },
      {
        id: 'stop_1',
        type: 'stop_and_error',
        name: 'Stop',
        config: { message: 'Too low: {{action_input.score}}' },
      },
      output,
    ],
    edges: [
      { source: 'action_input', target: 'condition_1' },
      { source: 'condition_1', sourceHandle: 'true', target: 'return_output' },
      { source: 'condition_1', sourceHandle: 'false', target: 'stop_1' },
    ],
  });
  await tell(page, 'POST', '/actions/strict/run', { input: { score: 60 }, wait: 20 });
  await page.goto(`${server.url}/runs?status=failed`);
  await page.getByRole('link', { name: 'strict' }).click();
  await expect(page.getByText('Too low: 60').first()).toBeVisible();
  const failed = page.url();
  await page.getByRole('link', { name: 'Mend the workflow' }).click();
  await expect(page.getByRole('button', { name: 'Published', exact: true })).toBeDisabled();
  await page.getByRole('group', { name: /^Good enough\?,/ }).click();
  await page.getByRole('tab', { name: 'Last run' }).click();
  await expect(page.getByLabel('Input of Good enough?')).toContainText('60');
  await page.getByRole('tab', { name: 'Settings' }).last().click();
  await page.getByRole('textbox', { name: /^right/ }).fill('50');
  await page.getByRole('button', { name: 'Publish changes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('“strict” is published')).toBeVisible();
  await page.goto(failed);
  await page.getByRole('button', { name: 'Run again with version 2' }).click();
  await expect(page).not.toHaveURL(failed);
  await expect(page.getByText('Succeeded').first()).toBeVisible();
  await page.goto(`${server.url}/workflows/${id}/versions`);
  await expect(page.getByText('They do the same')).toBeVisible();
});

test('runs come and go under one’s eyes, are found by their correlation, rejected and cancelled', async ({
  page,
  server,
}) => {
  await signIn(page, `${server.url}/runs?source=action`);
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'order-4711' });
  await expect(row).toHaveCount(0);
  const begin = (correlationId: string) =>
    tell(page, 'POST', '/actions/send-letters/run', { input: {}, correlationId });
  await begin('order-4711');
  // The list looks for news by itself.
  await expect(row).toContainText('Waits for approval');
  await row.getByRole('link').click();
  await page.getByRole('link', { name: 'order-4711' }).click();
  await expect(page.getByLabel('Correlation id')).toHaveValue('order-4711');
  await expect(page.getByRole('row')).toHaveCount(2);
  await row.getByRole('link').click();
  await page.getByLabel('Comment').fill('Not today.');
  await page.getByRole('button', { name: 'Reject' }).click();
  await expect(page.getByText('Cancelled').first()).toBeVisible();
  await page.getByRole('tab', { name: 'Journal' }).click();
  await page.getByText('approval_rejected').click();
  await expect(page.getByText('Not today.')).toBeVisible();

  const other = await begin('order-4712');
  await page.goto(`${server.url}/runs/${other.runId}`);
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(page.getByText('Cancelled').first()).toBeVisible();
});

test('the attempts of a step and what its code wrote are read', async ({ page, server }) => {
  await signIn(page, `${server.url}/runs`);
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
  await publish(page, 'writes', {
    nodes: [
      input,
      {
        id: 'code_1',
        type: 'code',
        name: 'Add up',
        config: {
          language: 'javascript',
          source: 'function run(inputs) { console.log("adding up"); return 3; }',
        },
      },
      {
        id: 'call_1',
        type: 'connector',
        name: 'Ask in vain',
        connector: 'http-request',
        operation: 'http_request',
        config: { method: 'GET', url: 'https://nobody.invalid/' },
        options: { maxRetries: 1, baseIntervalMs: 0, continueOnFailure: true },
      },
      output,
    ],
    edges: [
      { source: 'action_input', target: 'code_1' },
      { source: 'code_1', target: 'call_1' },
      { source: 'call_1', target: 'return_output' },
    ],
  });
  const run = await tell(page, 'POST', '/actions/writes/run', { input: {}, wait: 20 });
  await page.goto(`${server.url}/runs/${run.runId}`);
  await page.getByRole('group', { name: /^Add up,/ }).click();
  await expect(page.getByLabel('Logs of Add up')).toContainText('adding up');
  await page.getByRole('group', { name: /^Ask in vain,/ }).click();
  await expect(page.getByText('Attempt 2')).toBeVisible();
});

const loops = {
  nodes: [
    input,
    { id: 'l', type: 'loop', name: 'Each', config: { items: '{{action_input.items}}', concurrency: 20 } },
    { id: 's', type: 'set', name: 'Count', parentId: 'l', config: { fields: { n: '{{item}}' } } },
    output,
  ],
  edges: [
    { source: 'action_input', target: 'l' },
    { source: 'l', target: 'return_output' },
  ],
};

test('a journal of more than a page is read to its end', async ({ page, server }) => {
  await signIn(page, `${server.url}/runs`);
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
  await publish(page, 'loops', loops);
  const items = Array.from({ length: 500 }, (_, at) => at);
  const run = await tell(page, 'POST', '/actions/loops/run', { input: { items }, wait: 20 });
  await page.goto(`${server.url}/runs/${run.runId}`);
  await expect(page.getByText('Succeeded').first()).toBeVisible();

  // What is folded is not written.
  const step = page.locator('.timeline-line').first();
  await expect(step).toBeVisible();
  await expect(step.locator('pre')).toHaveCount(0);
  await step.locator('summary').click();
  await expect(step.locator('pre').first()).toBeVisible();

  await page.getByRole('tab', { name: 'Journal' }).click();
  const events = page.locator('.journal summary');
  await expect(events).toHaveCount(1_000);
  await expect(page.locator('.journal pre')).toHaveCount(0);
  await expect(page.getByText('run_succeeded')).toHaveCount(0);
  await page.getByRole('button', { name: 'Show the events after 1000' }).click();
  await expect(page.getByText('run_succeeded')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Show the events after/ })).toHaveCount(0);
  const numbers = await page.locator('.journal tbody td:first-child').allTextContents();
  expect(numbers).toEqual(numbers.map((_, at) => String(at + 1)));
});

test('the way back leads to the newest runs, and to a list that is live', async ({ page, server }) => {
  test.setTimeout(120_000);
  await signIn(page, `${server.url}/runs`);
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
  const edges = [{ source: 'action_input', target: 'return_output' }];
  await publish(page, 'quick', { nodes: [input, output], edges });
  const begin = (correlationId: string) =>
    tell(page, 'POST', '/actions/quick/run', { input: {}, correlationId, wait: 20 });
  await begin('the-oldest');
  await Promise.all(Array.from({ length: 55 }, (_, at) => begin(`many-${at}`)));
  await begin('the-newest');
  const row = (correlationId: string) => page.getByRole('row').filter({ hasText: correlationId });
  await page.reload();
  await expect(row('the-newest')).toBeVisible();
  await page.getByLabel('Status').selectOption('succeeded');
  await expect(page).toHaveURL(/status=succeeded/);
  await expect(page.getByRole('row')).toHaveCount(51);
  await page.getByRole('button', { name: 'Older' }).click();
  await expect(row('the-oldest')).toBeVisible();
  await expect(row('the-newest')).toHaveCount(0);
  await page.goBack();
  await expect(page).not.toHaveURL(/status=succeeded/);
  await expect(row('the-newest')).toBeVisible();
  await begin('news-1');
  await expect(row('news-1')).toBeVisible();

  // What no option speaks of is shown, since it is what holds.
  await page.goto(`${server.url}/runs?action=long-gone`);
  await expect(page.getByLabel('Action').locator('option:checked')).toHaveText('long-gone');
});

test('a person is invited, joins, and looks', async ({ page, server, browser }) => {
  await page.goto(`${server.url}/settings`);
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByLabel('Password').press('Enter');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('E-mail').fill('bob@example.com');
  await page.getByLabel('Role', { exact: true }).selectOption('viewer');
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  const link = (await page.getByLabel('The link, shown this once').textContent()) ?? '';
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  const context = await browser.newContext();
  const bob = await context.newPage();
  await bob.goto(link);
  await bob.getByLabel('Name').fill('Bob');
  await bob.getByLabel('Password').fill('another sentence of words');
  await pictures(bob, 'join');
  await bob.getByRole('button', { name: 'Join' }).click();
  await expect(bob.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  await expect(bob.getByRole('button', { name: 'New workflow' })).toHaveCount(0);
  await bob.getByRole('link', { name: 'breaks' }).click();
  await expect(bob.getByText('You may look, not change')).toBeVisible();
  await pictures(bob, 'canvas-viewer');
  await context.close();

  await page.reload();
  await expect(page.getByText('bob@example.com')).toBeVisible();
  await pictures(page, 'people');
  await page.getByRole('tab', { name: 'Audit log' }).click();
  await expect(page.getByText('workflow.deployed').first()).toBeVisible();
  await pictures(page, 'audit');
  await page.getByRole('tab', { name: 'Your account' }).click();
  await expect(page.getByRole('heading', { name: 'Where you are signed in' })).toBeVisible();
  await pictures(page, 'account');
});
