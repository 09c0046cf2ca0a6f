import { expect, pictures, setUp, signIn, small, tell, test } from './page';

test.use({ journeys: 'triggers' });
test.describe.configure({ mode: 'serial' });

test('a webhook is drawn, hears, is heard again and is switched off @short', async ({ page, server }) => {
  test.setTimeout(120_000);
  await setUp(page, server);
  const { id } = await tell(page, 'POST', '/workflows', {
    name: 'On order',
    definition: {
      nodes: [{ id: 'set_1', type: 'set', name: 'Order', config: { fields: { order: 7 } } }],
      edges: [],
    },
  });
  await page.goto(`${server.url}/workflows/${id}`);
  await page.getByRole('button', { name: 'Add trigger' }).click();
  await page
    .getByRole('button', { name: /^Webhook/ })
    .last()
    .click();
  await expect(page.getByRole('group', { name: /^Webhook,/ })).toBeVisible();
  await page.getByLabel('How events are signed').selectOption('GitHub');
  await expect(page.getByLabel('Connection', { exact: true })).toHaveAccessibleDescription(
    /Signatures are checked with a secret/,
  );
  await pictures(page, 'webhook-fault');
  await page.getByLabel('How events are signed').selectOption({ index: 0 });
  await expect(page.getByRole('button', { name: 'Activate', exact: true })).toBeEnabled();
  await small(page, 'webhook');
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByText('“On order” is active')).toBeVisible();
  const address = (await page.getByLabel('Address', { exact: true }).textContent()) ?? '';
  expect(address).toMatch(/^http:\/\/localhost:\d+\/webhooks\/\S{32}$/);
  await expect(page.getByLabel('Try it with')).toContainText(`curl -X POST ${address}`);
  await pictures(page, 'activated-webhook');
  await small(page, 'activated-webhook');
  await page.getByRole('link', { name: 'See its deliveries' }).click();
  await expect(page.getByText('Nothing has come in yet')).toBeVisible();

  const sent = await page.request.post(address, { data: { order: 17 } });
  expect(sent.status()).toBe(202);
  const rows = page.getByRole('region', { name: 'Deliveries' }).getByRole('row');
  await expect(rows.nth(1)).toContainText('Accepted');
  await expect(rows.nth(1)).toContainText('Succeeded');
  await page.getByRole('button', { name: 'Deliver again' }).click();
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toContainText('Delivered once more');
  await pictures(page, 'trigger-webhook');
  await small(page, 'trigger-webhook');
  await rows.nth(1).getByRole('link').click();
  await expect(page.getByText('Succeeded').first()).toBeVisible();
  await page.goBack();

  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByText('The trigger is off').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Deliver again' })).toHaveCount(0);
  await pictures(page, 'trigger-off');
  expect((await page.request.post(address, { data: {} })).status()).toBe(404);
});

test('a schedule is drawn, activated, tried and switched off', async ({ page, server }) => {
  test.setTimeout(120_000);
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByLabel('Name').fill('Every morning');
  await page.getByRole('button', { name: 'Create' }).click();

  await test.step('what starts it is chosen anew, by the keyboard', async () => {
    await page.getByRole('group', { name: /^Input,/ }).click();
    await page.getByRole('button', { name: 'Start it otherwise' }).click();
    const picker = page.getByRole('dialog', { name: 'What starts it?' });
    await expect(picker.getByRole('button', { name: /^Schedule/ })).toBeVisible();
    await pictures(page, 'trigger-picker');
    await small(page, 'trigger-picker');
    await picker.getByRole('button', { name: /^Schedule/ }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('group', { name: /^Schedule,/ })).toBeVisible();
    await expect(page.getByRole('group', { name: /^Input,/ })).toHaveCount(0);
  });

  await test.step('its times are shown as they are written', async () => {
    const firings = page
      .getByRole('complementary', { name: 'Node' })
      .getByRole('list', { name: 'Next firings' });
    await expect(firings.getByRole('listitem')).toHaveCount(5);
    await page.getByLabel('Cron expression').fill('0 9 * *');
    await expect(page.getByText(/five fields.*this one has 4/).first()).toBeVisible();
    await expect(firings).toHaveCount(0);
    await pictures(page, 'schedule-fault');
    await page.getByLabel('Cron expression').fill('30 2 * * *');
    await page.getByLabel('Time zone').fill('Mars/Crater');
    await expect(page.getByText(/There is no such time zone/).first()).toBeVisible();
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    await expect(firings.getByRole('listitem')).toHaveCount(5);
    await page.getByLabel('Runs', { exact: true }).selectOption('Every so often');
    await page.getByLabel('Every', { exact: true }).fill('2');
    await expect(firings.getByRole('listitem').first()).toContainText(/in [12] hours?/);
    await page.getByRole('group', { name: /^Output,/ }).click();
    await page.getByRole('group', { name: /^Schedule,/ }).click();
    await expect(page.getByText('every 2 hours')).toBeVisible();
    await pictures(page, 'schedule');
    await small(page, 'schedule');
  });

  await test.step('it is activated, and says when it fires', async () => {
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('listitem')).toHaveCount(5);
    await pictures(page, 'activate');
    await dialog.getByRole('button', { name: 'Activate' }).click();
    await expect(page.getByText('“Every morning” is active')).toBeVisible();
    await expect(dialog.getByRole('listitem')).toHaveCount(5);
    await pictures(page, 'activated-schedule');
    await dialog.getByText('Close', { exact: true }).click();
    await expect(page.getByRole('button', { name: 'Active', exact: true })).toBeDisabled();
    await page.getByRole('button', { name: 'Trigger', exact: true }).click();
  });

  await test.step('it is tried, and its run is there', async () => {
    await expect(page.getByRole('heading', { name: 'What starts “Every morning”' })).toBeVisible();
    await expect(page.getByRole('list', { name: 'Next firings' }).getByRole('listitem')).toHaveCount(5);
    await expect(page.getByText('Nothing has come in yet')).toBeVisible();
    await pictures(page, 'trigger-schedule');
    await small(page, 'trigger-schedule');
    await page.getByRole('button', { name: 'Send a test event' }).click();
    const event = page.getByLabel('Event, as JSON');
    await expect(event).toHaveValue(/scheduleType/);
    await pictures(page, 'fire');
    await event.fill('{"timestamp": ');
    await page.getByRole('button', { name: 'Start the run' }).click();
    await expect(page.getByText('This is no JSON.')).toBeVisible();
    await event.fill(
      '{"timestamp": "2026-01-01T00:00:00.000Z", "scheduleType": "interval", "expression": "7"}',
    );
    await page.getByRole('button', { name: 'Start the run' }).click();
    await expect(page).toHaveURL(/\/runs\//);
    await expect(page.getByText('Succeeded').first()).toBeVisible();
    await expect(page.getByText('By hand').first()).toBeVisible();
  });

  await test.step('the list says what starts it and when next, until it is switched off', async () => {
    await page.getByRole('link', { name: 'Workflows', exact: true }).click();
    await expect(page.getByRole('row', { name: /Every morning/ })).toContainText(
      /Schedule · next in \d+ (hour|minute)/,
    );
    await pictures(page, 'workflows-triggers');
    await page.getByRole('link', { name: 'Every morning' }).click();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Stop' }).click();
    await expect(page.getByText('The trigger is off: nothing starts').first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Activate', exact: true })).toBeEnabled();
  });
});

test('one that fails again and again is paused, and says why', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const { id } = await tell(page, 'POST', '/workflows', {
    name: 'Breaks',
    definition: {
      nodes: [
        {
          id: 'hook',
          type: 'trigger',
          connector: 'inbound-webhook',
          operation: 'inbound_webhook',
          config: {},
        },
        { id: 'stop', type: 'stop_and_error', config: { message: 'No stock' } },
      ],
      edges: [{ id: 'e1', source: 'hook', target: 'stop' }],
    },
  });
  const { webhookUrl } = await tell(page, 'POST', `/workflows/${id}/deploy`, {});
  for (let n = 0; n < 3; n++) {
    const sent = await page.request.post(webhookUrl ?? '', { data: { n } });
    const { runId } = await sent.json();
    await page.request.get(`${server.url}/api/v1/app/runs/${runId}?wait=20`);
  }
  await page.goto(`${server.url}/workflows/${id}/trigger`);
  await expect(page.getByText('Paused after failures in a row')).toBeVisible();
  await expect(page.getByRole('link', { name: 'The last failed run' })).toBeVisible();
  await pictures(page, 'trigger-paused');
  await page.getByRole('link', { name: 'To the canvas' }).click();
  await expect(page.getByText('Paused after failures in a row')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Activate', exact: true })).toBeEnabled();
  await pictures(page, 'canvas-paused');
});

test('an event of a connector is chosen and filled in like any other', async ({ page, server }) => {
  const operations = '**/api/v1/app/connectors/github/operations';
  await page.route(operations, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    const event = {
      name: 'heard_issue',
      kind: 'trigger',
      displayName: 'Issue heard',
      description: 'Of a repository',
    };
    await route.fulfill({ response: answer, json: { ...body, operations: [...body.operations, event] } });
  });
  await page.route(`${operations}/heard_issue`, (route) =>
    route.fulfill({
      json: {
        inputSchema: {
          type: 'object',
          required: ['repository'],
          properties: {
            repository: { type: 'string', description: 'As owner/name.' },
            labels: { enum: ['bug'] },
          },
        },
        outputSchema: {},
        sideEffect: 'none',
        auth: 'secret_text',
        example: { input: {}, output: { issue: 7 } },
      },
    }),
  );
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const { id } = await tell(page, 'POST', '/workflows', {
    name: 'On issue',
    definition: { nodes: [{ id: 'set_1', type: 'set', config: { fields: {} } }], edges: [] },
  });
  await page.goto(`${server.url}/workflows/${id}`);
  await page.getByRole('button', { name: 'Add trigger' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^GitHub: Issue heard/ })
    .click();
  await expect(page.getByText('github · heard_issue')).toBeVisible();
  await page.getByRole('textbox', { name: /^repository/ }).fill('ada/engine');
  await expect(page.getByText('As owner/name.')).toBeVisible();
  // A connection may be chosen, or made here.
  await page.getByRole('button', { name: 'New connection' }).click();
  await expect(page.getByRole('dialog', { name: 'New connection' })).toBeVisible();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Our GitHub');
  await page.getByRole('dialog').locator('input[type=password]').fill('github-token-for-tests');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Connection', { exact: true }).locator('option:checked')).toHaveText(
    'Our GitHub',
  );
  await pictures(page, 'trigger-generic');
});

test('a new workflow is started by a webhook from the first', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByLabel('Started by').selectOption('A webhook');
  await pictures(page, 'new-workflow-start');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('group', { name: /^Webhook,/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Activate', exact: true })).toBeEnabled();
});
