import type { Page } from '@playwright/test';
import { expect, pictures, setUp, signIn, tell, test } from './page';

test.use({ journeys: 'forms' });
test.describe.configure({ mode: 'serial' });

const SCHEMA = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    score: { type: 'number' },
    count: { type: 'integer' },
    size: { type: 'integer', enum: [1, 2] },
    sure: { enum: [true, false, 'perhaps'] },
    ids: { type: 'array', items: { type: 'string' } },
    prices: { type: 'array', items: { type: 'number' } },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

const TYPED = {
  nodes: [
    {
      id: 'action_input',
      type: 'action_input',
      name: 'Input',
      config: { inputSchema: SCHEMA },
      position: { x: 0, y: 0 },
    },
    {
      id: 'set_1',
      type: 'set',
      name: 'Pages',
      config: { fields: { page: 1 } },
      position: { x: 320, y: 0 },
    },
    {
      id: 'return_output',
      type: 'return_output',
      name: 'Output',
      config: { output: 'done' },
      position: { x: 640, y: 0 },
    },
  ],
  edges: [
    { source: 'action_input', target: 'set_1' },
    { source: 'set_1', target: 'return_output' },
  ],
};

interface Kept {
  definition: { nodes: { id: string; config: Record<string, unknown>; options?: unknown }[] };
}

let workflow = '';

const keptNode = async (page: Page, node: string) => {
  const whole = (await tell(page, 'GET', `/workflows/${workflow}`, undefined)) as unknown as Kept;
  return whole.definition.nodes.find((one) => one.id === node);
};

const kept = async (page: Page, node: string) => (await keptNode(page, node))?.config;

test('what is typed into the form of a test is what the run is given', async ({ page, server }) => {
  await setUp(page, server);
  workflow = (await tell(page, 'POST', '/workflows', { name: 'Typed', definition: TYPED })).id ?? '';
  await page.goto(`${server.url}/workflows/${workflow}`);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const type = async (label: string | RegExp, typed: string) => {
    const field = dialog.getByLabel(label, { exact: true });
    await field.clear();
    await field.pressSequentially(typed);
    await expect(field).toHaveValue(typed);
  };

  await test.step('numbers stay as they are typed', async () => {
    for (const typed of ['-0.5', '1.05', '0.05', '1e3', '007', '-0.50']) await type('score', typed);
    await type('count', '9007199254740993');
    await expect(dialog.getByText('A number with so many digits')).toBeVisible();
    await type('count', '1e3');
    await expect(dialog.getByText('A number with so many digits')).toHaveCount(0);
  });

  await test.step('a choice may be of numbers, or of several types', async () => {
    await dialog.getByLabel('size').selectOption('2');
    await dialog.getByLabel('sure').selectOption('false');
    await expect(dialog.getByLabel('sure')).toHaveValue('false');
  });

  await test.step('items of a list are of the type that it says', async () => {
    for (const [at, id] of ['9007199254740993', '0042', '12'].entries()) {
      await dialog.getByRole('button', { name: 'Add to ids' }).click();
      await type(`ids ${at + 1} (needed)`, id);
    }
    await dialog.getByRole('button', { name: 'Add to prices' }).click();
    await type('prices 1 (needed)', '-1.05');
    await dialog.getByRole('button', { name: 'Add to headers' }).click();
    await type('Name 1 of headers', 'version');
    await type('Value of version', '1.0');
    await pictures(page, 'form-typed');
  });

  const asked = page.waitForRequest((request) => request.url().endsWith(`/workflows/${workflow}/test`));
  await dialog.getByRole('button', { name: 'Run the test' }).click();
  const { input } = (await asked).postDataJSON() as { input: Record<string, unknown> };
  expect(input).toMatchObject({
    score: -0.5,
    count: 1000,
    size: 2,
    sure: false,
    ids: ['9007199254740993', '0042', '12'],
    prices: [-1.05],
    headers: { version: '1.0' },
  });
});

test('a name may pass another one while it is typed', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows/${workflow}`);
  const saved = page.getByText('Saved', { exact: true });

  await test.step('in a map', async () => {
    await page.getByRole('group', { name: /^Pages,/ }).click();
    await page.getByRole('button', { name: 'Add to fields' }).click();
    const name = page.getByLabel('Name 2 of fields');
    await name.clear();
    await name.pressSequentially('page');
    await expect(page.getByText('“page” is there already')).toBeVisible();
    await expect(name).toHaveAttribute('aria-invalid', 'true');
    await pictures(page, 'form-name-taken');
    await expect(saved).toBeVisible();
    expect(await kept(page, 'set_1')).toEqual({ fields: { page: 1 } });
    await page.keyboard.type('_size');
    await expect(name).toHaveValue('page_size');
    await expect(page.getByText('“page” is there already')).toHaveCount(0);
    await page.getByLabel('Value of page_size').pressSequentially('1.10');
    await expect(page.getByText('Kept as a text, as it is written.')).toBeVisible();
    await expect
      .poll(() => kept(page, 'set_1'), { message: 'a value with its spelling' })
      .toEqual({ fields: { page: 1, page_size: '1.10' } });
  });

  await test.step('where it is a number, which objects put first', async () => {
    await page.getByRole('button', { name: 'Add to fields' }).click();
    const name = page.getByLabel('Name 3 of fields');
    await name.clear();
    await name.pressSequentially('12');
    await expect(name).toHaveValue('12');
    await page.getByLabel('Value of 12').pressSequentially('-0.5');
    await expect
      .poll(() => kept(page, 'set_1'))
      .toEqual({ fields: { page: 1, page_size: '1.10', 12: -0.5 } });
  });

  await test.step('among the fields that callers give', async () => {
    await page.getByRole('group', { name: /^Input,/ }).click();
    await page.getByRole('button', { name: 'Add a field' }).click();
    const name = page.getByLabel('Field', { exact: true }).last();
    await name.clear();
    await name.pressSequentially('name');
    await expect(page.getByText('“name” is there already')).toBeVisible();
    await page.keyboard.type('2');
    await expect(name).toHaveValue('name2');
    const schema = async () => (await kept(page, 'action_input'))?.inputSchema;
    await expect
      .poll(schema)
      .toEqual({ ...SCHEMA, properties: { ...SCHEMA.properties, name2: { type: 'string' } } });
  });
});

test('an interval stays in the unit that it is typed in', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const trigger = {
    id: 'schedule',
    type: 'trigger',
    connector: 'schedule',
    operation: 'schedule',
    name: 'Schedule',
    config: { mode: 'interval', seconds: 60 },
  };
  const { id } = await tell(page, 'POST', '/workflows', {
    name: 'Often',
    definition: { nodes: [trigger], edges: [] },
  });
  await page.goto(`${server.url}/workflows/${id}`);
  await page.getByRole('group', { name: /^Schedule,/ }).click();
  const every = page.getByLabel('Every', { exact: true });
  await every.clear();
  await every.pressSequentially('600');
  await expect(every).toHaveValue('600');
  await expect(page.getByLabel('Unit')).toHaveValue('minutes');
});

const CALLS = {
  nodes: [
    { id: 'action_input', type: 'action_input', config: { inputSchema: { type: 'object' } } },
    {
      id: 'call',
      type: 'connector',
      name: 'Ask',
      connector: 'telegram',
      operation: 'send_message',
      config: { text: 'Hello' },
    },
    { id: 'return_output', type: 'return_output', config: { output: '{{call}}' } },
  ],
  edges: [
    { source: 'action_input', target: 'call' },
    { source: 'call', target: 'return_output' },
  ],
};

test('a yes or no that nobody has said is shown as none, and not sent', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  workflow = (await tell(page, 'POST', '/workflows', { name: 'Calls', definition: CALLS })).id ?? '';
  await page.goto(`${server.url}/workflows/${workflow}`);
  await page.getByRole('group', { name: /^Ask,/ }).click();
  const quiet = page.getByLabel('disable_notification');
  await expect(quiet.locator('option:checked')).toHaveText('Nothing chosen');
  const { config } = CALLS.nodes[1]!;
  expect(await kept(page, 'call')).toEqual(config);
  await quiet.selectOption('false');
  await expect.poll(() => kept(page, 'call')).toEqual({ ...config, disable_notification: false });
  await quiet.selectOption({ label: 'Nothing chosen' });
  await expect.poll(() => kept(page, 'call')).toEqual(config);

  await page.getByText('How it is carried out').click();
  await expect(page.getByLabel('continueOnFailure'), 'what a default says is shown').not.toBeChecked();

  const options = async () => (await keptNode(page, 'call'))?.options;
  const asks = page.getByLabel('requiresApproval');
  await asks.check();
  await expect.poll(options).toEqual({ requiresApproval: true });
  await page.getByLabel('title', { exact: true }).fill('Send it?');
  await page.getByLabel('separateDecider').check();
  await expect.poll(options).toEqual({ requiresApproval: { title: 'Send it?', separateDecider: true } });
  await pictures(page, 'form-approval');
  await asks.uncheck();
  await expect(page.getByLabel('title', { exact: true })).toHaveCount(0);
  await expect.poll(options).toBeUndefined();
});
