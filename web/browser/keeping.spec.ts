import type { Page } from '@playwright/test';
import { accessible, expect, setUp, signIn, tell, test } from './page';
import type { Server } from './server';

test.use({ journeys: 'keeping' });

const SOUND = {
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
      position: { x: 300, y: 0 },
    },
    {
      id: 'return_output',
      type: 'return_output',
      config: { output: '{{set_1.text}}' },
      position: { x: 600, y: 0 },
    },
  ],
  edges: [
    { source: 'action_input', target: 'set_1' },
    { source: 'set_1', target: 'return_output' },
  ],
  onFailure: { action: 'report-failure' },
};

/** What an agent makes of it. */
const THEIRS = {
  ...SOUND,
  nodes: SOUND.nodes.map((one) => (one.id === 'set_1' ? { ...one, name: 'By an agent' } : one)),
};

interface Kept {
  version?: number;
  definition: { nodes: Record<string, unknown>[]; onFailure?: unknown };
}

const node = (page: Page, name: string) => page.getByRole('group', { name: new RegExp(`^${name},`) });
const saved = (page: Page) => expect(page.getByText('Saved', { exact: true })).toBeVisible();
const conflict = (page: Page) => page.getByText('Somebody else changed this workflow meanwhile.');
const read = async (page: Page, id: string) =>
  (await tell(page, 'GET', `/workflows/${id}`, undefined)) as unknown as Kept;
const nameOf = async (page: Page, id: string) =>
  (await read(page, id)).definition.nodes.find((one) => one.id === 'set_1')?.name;

/** In, as the first or as somebody who has an account already: each of these journeys can be made alone. */
async function inside(page: Page, server: Server): Promise<void> {
  await page.goto(server.url);
  const first = page.getByRole('button', { name: 'Make the account' });
  await expect(first.or(page.getByRole('button', { name: 'Sign in' }))).toBeVisible();
  if (await first.isVisible()) return setUp(page, server);
  await signIn(page, `${server.url}/workflows`);
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
}

async function opened(page: Page, name: string, definition: object = SOUND): Promise<string> {
  const { id } = await tell(page, 'POST', '/workflows', { name, definition });
  await page.goto(`${new URL(page.url()).origin}/workflows`);
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByLabel('Name of the workflow')).toHaveValue(name);
  return id ?? '';
}

/** An edit of the canvas. */
async function call(page: Page, before: string, name: string): Promise<void> {
  await node(page, before).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
}

test('what the canvas does not show stays, and is seen when it changes', async ({ page, server }) => {
  await inside(page, server);
  await tell(page, 'POST', '/workflows', {
    name: 'Report',
    definition: { ...SOUND, onFailure: undefined },
  }).then(({ id }) => tell(page, 'POST', `/workflows/${id}/deploy`, { slug: 'report-failure' }));
  const id = await opened(page, 'Told');
  await call(page, 'Greet', 'Hail');
  await saved(page);
  await node(page, 'Hail').press('Delete');
  await expect(node(page, 'Hail')).toHaveCount(0);
  await saved(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await saved(page);
  expect((await read(page, id)).definition.onFailure).toEqual({ action: 'report-failure' });
  expect(await nameOf(page, id)).toBe('Hail');

  await tell(page, 'POST', `/workflows/${id}/deploy`, { slug: 'told' });
  await page.reload();
  await expect(page.getByRole('button', { name: 'Published', exact: true })).toBeDisabled();
  const { definition } = await read(page, id);
  await tell(page, 'PUT', `/workflows/${id}`, { definition: { ...definition, onFailure: undefined } });
  await page.reload();
  await expect(page.getByRole('button', { name: 'Publish changes' })).toBeEnabled();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Versions' }).click();
  await expect(page.getByText('The workflow as a whole')).toBeVisible();
  await expect(page.locator('del')).toContainText('report-failure');
});

const FLAWED: Record<string, string> = {
  'a node of no type': 'nodes:\n- id: a\n',
  'a name that is a number':
    'nodes:\n- {id: a, type: set, name: 5, config: text, position: {x: far}}\n- {id: b, type: set}\n',
  'no edge and no node': 'nodes: [null, {type: set}, {id: a, type: set}]\nedges: [null, {}, {source: 5}]\n',
  'two nodes of one id': 'nodes: [{id: a, type: set}, {id: a, type: wait}]\n',
  'nodes in each other': 'nodes: [{id: a, type: loop, parentId: b}, {id: b, type: loop, parentId: a}]\n',
  'odd settings':
    'nodes: [{id: a, type: switch, config: {cases: 5}}, {id: b, type: action_input, config: {inputSchema: 7}}]\n',
};

test('a draft with flaws is drawn, with what is wrong with it', async ({ page, server }) => {
  await inside(page, server);
  for (const [what, written] of Object.entries(FLAWED)) {
    await test.step(what, async () => {
      await page.goto(`${server.url}/workflows`);
      await page.getByRole('button', { name: 'New workflow' }).first().click();
      await page
        .getByRole('radio', { name: /^Paste/ })
        .or(page.getByRole('button', { name: /^Paste/ }))
        .click();
      await page.getByRole('dialog').getByLabel('Name').fill(what);
      await page.getByLabel('Definition').fill(written);
      await page.getByRole('button', { name: 'Create' }).click();
      await expect(page.getByLabel('Name of the workflow')).toHaveValue(what);
      await expect(page.locator('.react-flow__node').first()).toBeVisible();
      await page.locator('.react-flow__node').first().focus();
      await page.keyboard.press('Enter');
      await expect(page.getByText('Id, for templates')).toBeVisible();
      const count = page.getByRole('button', { name: /\d+ problems?$/ });
      await count
        .or(page.getByRole('button', { name: /^Add (trigger|an output)$/ }))
        .first()
        .click();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
  }
  await page.goto(`${server.url}/workflows`);
  await page.getByRole('link', { name: 'a name that is a number' }).click();
  await node(page, 'a').click();
  await page.getByLabel('Name', { exact: true }).fill('A');
  await saved(page);
  const id = page.url().split('/').pop() ?? '';
  // What was not edited is as it was written.
  expect((await read(page, id)).definition.nodes[0]).toMatchObject({ name: 'A', config: 'text' });
});

test('what somebody else made is neither published unseen nor saved over', async ({ page, server }) => {
  await inside(page, server);
  await tell(page, 'POST', '/workflows', { name: 'x', definition: SOUND });

  await test.step('before publishing', async () => {
    const id = await opened(page, 'Before', { ...SOUND, onFailure: undefined });
    await tell(page, 'PUT', `/workflows/${id}`, { definition: { ...THEIRS, onFailure: undefined } });
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await expect(dialog.getByText('Somebody else changed this workflow meanwhile.')).toBeVisible();
    await accessible(page, 'publishing what somebody else changed');
    expect((await read(page, id)).version).toBeUndefined();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Load theirs' }).click();
    await expect(node(page, 'By an agent')).toBeVisible();
    await expect(conflict(page)).toHaveCount(0);
  });

  await test.step('while publishing, once however often it is asked for', async () => {
    const id = await opened(page, 'While', { ...SOUND, onFailure: undefined });
    let asked = 0;
    await page.route('**/deploy', async (route) => {
      asked++;
      await route.fetch().then((response) => route.fulfill({ response }));
    });
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const form = page.getByRole('dialog').locator('form');
    await form.evaluate((one: HTMLFormElement) => {
      one.requestSubmit();
      one.requestSubmit();
    });
    await expect(page.getByText('“while” is published')).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).first().click();
    expect(asked).toBe(1);
    expect((await read(page, id)).version).toBe(1);
    await page.unroute('**/deploy');

    await page.route('**/deploy', async (route) => {
      const response = await route.fetch();
      await tell(page, 'PUT', `/workflows/${id}`, { definition: { ...THEIRS, onFailure: undefined } });
      await route.fulfill({ response });
    });
    await call(page, 'Greet', 'Hail');
    await page.getByRole('button', { name: 'Publish changes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await expect(page.getByText('“while” is published')).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await page.unroute('**/deploy');
    await expect(conflict(page)).toBeVisible();
    await call(page, 'Hail', 'Shout');
    await expect(page.getByText('Not saved')).toBeVisible();
    expect(await nameOf(page, id)).toBe('By an agent');
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await saved(page);
    expect(await nameOf(page, id)).toBe('Shout');
  });

  await test.step('when it is stopped', async () => {
    const { id = '' } = await tell(page, 'POST', '/workflows', {
      name: 'Stop',
      definition: { ...SOUND, onFailure: undefined },
    });
    await tell(page, 'POST', `/workflows/${id}/deploy`, { slug: 'stop' });
    await page.goto(`${server.url}/workflows/${id}`);
    await expect(node(page, 'Greet')).toBeVisible();
    await tell(page, 'PUT', `/workflows/${id}`, { definition: THEIRS });
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Stop' }).click();
    await expect(conflict(page)).toBeVisible();
    await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
    await call(page, 'Greet', 'Hail');
    expect(await nameOf(page, id)).toBe('By an agent');
    await page.getByRole('button', { name: 'Load theirs' }).click();
    await expect(node(page, 'By an agent')).toBeVisible();
  });

  await test.step('when one comes back', async () => {
    const id = await opened(page, 'Back');
    await expect(node(page, 'Greet')).toBeVisible();
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
    await tell(page, 'PUT', `/workflows/${id}`, { definition: THEIRS });
    await page.goBack();
    await expect(node(page, 'By an agent')).toBeVisible();
  });
});

test('nobody leaves what could not be saved without a question', async ({ page, server }) => {
  await inside(page, server);
  const id = await opened(page, 'Left');
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });

  await test.step('what can be saved is, at once', async () => {
    await call(page, 'Greet', 'Hail');
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
    expect(await nameOf(page, id)).toBe('Hail');
    await page.goBack();
  });

  await expect(node(page, 'Hail')).toBeVisible();
  await tell(page, 'PUT', `/workflows/${id}`, { definition: THEIRS });
  await call(page, 'Hail', 'Mine');
  await expect(conflict(page)).toBeVisible();
  const stays = async () => {
    await expect(question).toBeVisible();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toHaveCount(0);
    await expect(node(page, 'Mine')).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(`/workflows/${id}`);
  };

  await test.step('by a link, the menu and the browser’s button', async () => {
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect(question).toBeVisible();
    await accessible(page, 'leave without saving');
    await stays();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Versions' }).click();
    await stays();
    await page.goBack();
    await stays();
  });

  await test.step('a choice that fails says so', async () => {
    await page.route(`**/app/workflows/${id}`, (route) =>
      route.fulfill({ status: 409, json: { error: 'Not just now.', code: 'LIMIT' } }),
    );
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await expect(page.getByText('Not just now.').first()).toBeVisible();
    await page.unroute(`**/app/workflows/${id}`);
    await expect(conflict(page)).toBeVisible();
  });

  await test.step('who says so leaves', async () => {
    await page.goBack();
    await question.getByRole('button', { name: 'Leave without saving' }).click();
    await expect(
      page.getByRole('heading', { name: 'Workflows' }).or(page.getByRole('heading', { name: 'Runs' })),
    ).toBeVisible();
    expect(await nameOf(page, id)).toBe('By an agent');
  });
});

test.describe('what fails while it is drawn', () => {
  test.use({ bears: [/TypeError/] });

  test('leaves the rest of the page, and a way on', async ({ page, server }) => {
    await inside(page, server);
    const { id } = await tell(page, 'POST', '/workflows', { name: 'Broken', definition: SOUND });
    await page.route(`**/app/workflows/${id}`, (route) =>
      route.fulfill({ json: { id, name: 'Broken', revision: 1 } }),
    );
    await page.goto(`${server.url}/workflows/${id}`);
    await expect(page.getByRole('alert')).toContainText('This part of the page has failed');
    await accessible(page, 'a part of the page failed');
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.unroute(`**/app/workflows/${id}`);
    await page.getByRole('button', { name: 'Load the page again' }).click();
    await expect(node(page, 'Greet')).toBeVisible();
  });
});
