import { spawnSync } from 'node:child_process';
import { accessible, expect, pictures, setUp, test, give } from './page';

const CALL = 'http://127.0.0.1';

test.use({ journeys: 'build' });

test('from a fresh server to a published action that an agent calls over MCP @short', async ({
  page,
  server,
}) => {
  test.setTimeout(120_000);
  await setUp(page, server);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByLabel('Name').fill('Greet somebody');
  await page.getByRole('button', { name: 'Create' }).click();

  await test.step('draw it', async () => {
    await expect(page.getByLabel('Name of the workflow')).toHaveValue('Greet somebody');
    await page.getByRole('group', { name: /^Input,/ }).click();
    await page.getByRole('button', { name: 'Add a field' }).click();
    await page.getByLabel('Field', { exact: true }).fill('name');
    await page.getByRole('group', { name: /^Output,/ }).click();
    await give(page, '{"greeting": "Hello {{action_input.name}}"}');
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await pictures(page, 'canvas');
  });

  await test.step('publish it', async () => {
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await expect(page.getByLabel('Slug')).toHaveValue('greet-somebody');
    await pictures(page, 'publish');
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await expect(page.getByText('“greet-somebody” is published')).toBeVisible();
    await pictures(page, 'published');
    await page.getByRole('link', { name: 'Connect an agent' }).click();
  });

  const secret = await test.step('make a key', async () => {
    await expect(page.getByRole('heading', { name: 'Agents' })).toBeVisible();
    await pictures(page, 'agents-empty');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('Claude on my laptop');
    await pictures(page, 'new-key');
    await page.getByRole('button', { name: 'Create the key' }).click();
    const block = page.getByLabel('The key', { exact: true });
    await expect(block).toHaveText(/^trg_/);
    await expect(page.getByText('Waiting for the first call')).toBeVisible();
    await pictures(page, 'key-made');
    return (await block.textContent()) ?? '';
  });

  await test.step('call it over MCP', async () => {
    const answer = await page.request.post(`${server.url}/mcp`, {
      headers: { authorization: `Bearer ${secret}`, accept: 'application/json, text/event-stream' },
      data: {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: {
          name: 'run_action',
          arguments: { slug: 'greet-somebody', input: { name: 'Ada' }, wait: 20 },
        },
      },
    });
    expect(await answer.text()).toContain('Hello Ada');
    await expect(page.getByText('Your agent has connected')).toBeVisible({ timeout: 15_000 });
  });

  await test.step('and the curl that the page shows works as it is', async () => {
    await page.getByRole('tab', { name: 'curl' }).click();
    const command = (await page.getByLabel('Settings for curl').textContent()) ?? '';
    const ran = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(ran.stdout).toContain('"succeeded"');
  });

  await test.step('its run is there to read', async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await expect(page.getByRole('row').filter({ hasText: 'Succeeded' }).first()).toBeVisible();
  });
});

test('a workflow drawn with loops and branches, by mouse and by keyboard', async ({ page, server }) => {
  await page.goto(`${server.url}/workflows`);
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('Password').fill('a sentence that nobody guesses');
  await page.getByLabel('Password').press('Enter');
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByRole('button', { name: /^Paste/ }).click();
  await page.getByLabel('Name').fill('Leads');
  await page.getByLabel('Definition').fill(FLOW);
  await pictures(page, 'new-workflow');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('group', { name: /^condition_1,/ })).toBeVisible();

  await page.getByRole('group', { name: /^condition_1,/ }).click();
  await pictures(page, 'canvas-condition');
  await page.getByLabel('Search nodes').fill('wait');
  await page.getByRole('button', { name: 'Wait', exact: true }).click();
  await expect(page.getByRole('group', { name: /^Wait,/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /problem/ }).first()).toBeVisible();
  await page
    .getByRole('button', { name: /problem/ })
    .first()
    .click();
  await expect(page.getByRole('list', { name: /problem/ })).toBeVisible();
  await pictures(page, 'canvas-problems');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('group', { name: /^Wait,/ })).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByRole('group', { name: /^Wait,/ })).toBeVisible();
  await page.getByRole('group', { name: /^Wait,/ }).click();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('group', { name: /^Wait,/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Tidy up' }).click();
  await page.getByLabel('Search nodes').fill('approval');
  await page
    .getByRole('button', { name: 'Approval', exact: true })
    .dragTo(page.getByRole('region', { name: 'Canvas' }));
  await expect(page.getByRole('group', { name: /^Approval,/ })).toBeVisible();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('group', { name: /^Approval,/ })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, 'canvas at 390');
});

test('two who edit at once', async ({ page, server, browser }) => {
  const context = await browser.newContext();
  const other = await context.newPage();
  for (const one of [page, other]) {
    await one.goto(`${server.url}/workflows`);
    await one.getByLabel('E-mail').fill('ada@example.com');
    await one.getByLabel('Password').fill('a sentence that nobody guesses');
    await one.getByLabel('Password').press('Enter');
    await one.getByRole('link', { name: 'Greet somebody' }).click();
    await expect(one.getByLabel('Name of the workflow')).toHaveValue('Greet somebody');
  }
  const kept = other.waitForResponse((response) => response.request().method() === 'PUT');
  await other.getByLabel('Name of the workflow').fill('Theirs');
  await kept;
  await page.getByRole('button', { name: 'Tidy up' }).click();
  await expect(page.getByText('Somebody else changed this workflow meanwhile.')).toBeVisible();
  await pictures(page, 'canvas-conflict');
  await page.getByRole('button', { name: 'Load theirs' }).click();
  await expect(page.getByLabel('Name of the workflow')).toHaveValue('Theirs');
  await context.close();
});

const FLOW = `nodes:
- {id: action_input, type: action_input, config: {inputSchema: {type: object, properties: {leads: {type: array}}}}}
- {id: loop_1, type: loop, config: {items: '{{action_input.leads}}'}}
- {id: look_up, type: connector, connector: http-request, operation: http_request, parentId: loop_1,
   config: {method: GET, url: '${CALL}/examples/people', query_params: {email: '{{loop_1.item}}'}}}
- {id: condition_1, type: condition, config: {rules: [{left: '{{loop_1.count}}', operator: gt, right: 2}]}}
- {id: return_output, type: return_output, config: {output: {many: true}}}
- {id: return_output_2, type: return_output, config: {output: {many: false}}}
edges:
- {source: action_input, target: loop_1}
- {source: loop_1, target: condition_1}
- {source: condition_1, sourceHandle: 'true', target: return_output}
- {source: condition_1, sourceHandle: 'false', target: return_output_2}
`;
