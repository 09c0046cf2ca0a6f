import type { Locator, Page } from '@playwright/test';
import { accessible, expect, pictures, setUp, signIn, tell, test } from './page';

test.use({ journeys: 'editing' });

const TWO = {
  nodes: [
    {
      id: 'action_input',
      type: 'action_input',
      config: { inputSchema: { type: 'object' } },
      position: { x: 0, y: 0 },
    },
    {
      id: 'set_1',
      type: 'set',
      name: 'Greet',
      config: { fields: { text: 'Hello' } },
      position: { x: 320, y: 0 },
    },
    {
      id: 'set_2',
      type: 'set',
      name: 'Shout',
      config: { fields: { text: '{{set_1.text}}!' } },
      position: { x: 640, y: 0 },
    },
    {
      id: 'return_output',
      type: 'return_output',
      config: { output: '{{set_2.text}}' },
      position: { x: 960, y: 0 },
    },
  ],
  edges: [
    { source: 'action_input', target: 'set_1' },
    { source: 'set_1', target: 'set_2' },
  ],
};

const node = (page: Page, name: string) => page.getByRole('group', { name: new RegExp(`^${name},`) });

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = await of.boundingBox();
  return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
}

test('nodes are connected, copied, pasted and taken back, and all of them brought into view', async ({
  page,
  server,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await setUp(page, server);
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Greeter', definition: TWO });
  await page.goto(`${server.url}/workflows/${id}`);
  await expect(node(page, 'Shout')).toBeVisible();

  await test.step('connect by dragging from handle to handle', async () => {
    await expect(page.locator('.react-flow__edge')).toHaveCount(2);
    const from = await middle(node(page, 'Shout').locator('.react-flow__handle.source'));
    const to = await middle(node(page, 'return_output').locator('.react-flow__handle.target'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, from.y + 20, { steps: 5 });
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    await expect(page.locator('.react-flow__edge')).toHaveCount(3);
  });

  await test.step('copy two with what is between them', async () => {
    await node(page, 'Greet').click();
    await node(page, 'Shout').click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('ControlOrMeta+c');
    await page.keyboard.press('ControlOrMeta+v');
    await expect(node(page, 'Greet')).toHaveCount(2);
    await expect(page.locator('.react-flow__edge')).toHaveCount(4);
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    const kept = JSON.stringify(await tell(page, 'GET', `/workflows/${id}`, undefined));
    // The copy speaks of the copy.
    expect(kept).toContain('{{set_3.text}}!');
  });

  await test.step('what cannot be connected says why, to screen readers too', async () => {
    const from = await middle(node(page, 'return_output').locator('.react-flow__handle').first());
    const to = await middle(node(page, 'Shout').first().locator('.react-flow__handle.source'));
    await page.mouse.move(to.x, to.y);
    await page.mouse.down();
    await page.mouse.move(from.x, from.y, { steps: 5 });
    await page.mouse.up();
    await expect(page.getByText('These two are connected already.').first()).toBeVisible();
    await accessible(page, 'something urgent is said');
    await page.getByRole('button', { name: 'Close', exact: true }).first().click();
  });

  await test.step('undo and redo', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(node(page, 'Greet')).toHaveCount(1);
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect(node(page, 'Greet')).toHaveCount(2);
  });

  await test.step('what was moved out of sight is brought back', async () => {
    await expect(page.locator('.react-flow__minimap-node')).toHaveCount(6);
    const closer = page.getByRole('button', { name: 'Zoom In' });
    while (await closer.isEnabled()) await closer.click();
    await expect(node(page, 'return_output')).not.toBeInViewport();
    await page.getByRole('button', { name: 'Fit View' }).click();
    await expect(node(page, 'return_output')).toBeInViewport();
    await expect(node(page, 'action_input')).toBeInViewport();
  });

  await test.step('what is typed at once after a node was moved counts on top of it', async () => {
    const at = await middle(node(page, 'return_output'));
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x, at.y + 90, { steps: 6 });
    await page.mouse.up();
    await page.getByLabel('Name', { exact: true }).fill('Answer');
    await page.getByLabel('Name of the workflow').click();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    const kept = (await tell(page, 'GET', `/workflows/${id}`, undefined)) as unknown as {
      definition: typeof TWO;
    };
    const moved = kept.definition.nodes.find((one) => one.id === 'return_output');
    expect(moved?.name).toBe('Answer');
    expect(moved?.position.y).toBeGreaterThan(20);
  });
});

test('nothing moves while a button is down, or the click would be lost', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Pressed', definition: TWO });
  await page.goto(`${server.url}/workflows/${id}`);
  const left = async () => (await node(page, 'Greet').boundingBox())?.x ?? 0;
  const chosen = page.getByRole('complementary', { name: 'Node', exact: true }).getByRole('heading').first();
  // Hovering waits until what was drawn has come to rest.
  await node(page, 'Greet').hover();
  const before = await left();
  await page.mouse.down();
  // The panel that opens covers the node which was chosen: the canvas wants to move.
  await node(page, 'return_output').focus();
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveText('return_output');
  await page.evaluate(async () => {
    const began = performance.now();
    while (performance.now() - began < 450) await new Promise(requestAnimationFrame);
  });
  expect(await left()).toBe(before);
  await page.mouse.up();
  await expect(chosen).toHaveText('Greet');
  // When nobody presses, it does.
  await node(page, 'return_output').focus();
  await page.keyboard.press('Enter');
  await expect.poll(left).toBeLessThan(before);
});

/** Backwards on the canvas, and the first output speaks of nobody. */
const WRITTEN = `
nodes:
  - {id: action_input, type: action_input, config: {inputSchema: {type: object}}, position: {x: 900, y: 300}}
  - {id: greet, type: set, name: Greet, config: {fields: {text: "{{nobody.name}}"}}, position: {x: 450, y: 0}}
  - {id: return_output, type: return_output, config: {output: "{{greet.text}}"}, position: {x: 0, y: 150}}
edges:
  - {source: action_input, target: greet}
  - {source: greet, target: return_output}
`;

test('a workflow that is pasted is tidied up, and led from its problem to the node', async ({
  page,
  server,
}) => {
  await signIn(page, `${server.url}/workflows`);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page
    .getByRole('radio', { name: /^Paste/ })
    .or(page.getByRole('button', { name: /^Paste/ }))
    .click();
  await page.getByRole('dialog').getByLabel('Name').fill('Pasted');
  await page.getByLabel('Definition').fill(WRITTEN);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByLabel('Name of the workflow')).toHaveValue('Pasted');
  await expect(node(page, 'Greet')).toBeVisible();

  await test.step('what begins stands at the left after tidying up', async () => {
    const left = async (name: string) => (await middle(node(page, name))).x;
    expect(await left('action_input')).toBeGreaterThan(await left('return_output'));
    await page.getByRole('button', { name: 'Tidy up' }).click();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await expect.poll(async () => (await left('Greet')) - (await left('action_input'))).toBeGreaterThan(50);
    await expect.poll(async () => (await left('return_output')) - (await left('Greet'))).toBeGreaterThan(50);
  });

  await test.step('the list of problems leads to the field', async () => {
    await page.getByRole('button', { name: 'Mend 1 problem' }).click();
    await page
      .getByRole('list', { name: '1 problem' })
      .getByRole('button', { name: /^Greet:/ })
      .click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Greet');
    await pictures(page, 'problem-led-to');
  });
});

test('a workflow is made from a file, and found by its name', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'from-disk.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(TWO)),
  });
  await expect(page.getByRole('dialog').getByLabel('Name')).toHaveValue('from-disk');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByLabel('Name of the workflow')).toHaveValue('from-disk');
  await page.goto(`${server.url}/workflows`);
  await expect(page.getByRole('link', { name: 'Greeter' })).toBeVisible();
  await page.getByLabel('Search workflows').fill('disk');
  await expect(page.getByRole('link', { name: 'Greeter' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'from-disk' })).toBeVisible();
  await page.getByLabel('Search workflows').fill('');
  await page.getByLabel('Status').selectOption({ label: 'Stopped' });
  await expect(page.getByRole('heading', { name: 'No workflow fits' })).toBeVisible();
});
