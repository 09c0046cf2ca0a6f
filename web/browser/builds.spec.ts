import type { Page } from '@playwright/test';
import { test as base, expect, pictures, setUp, signIn, small, give, tell } from './page';
import { Server } from './server';
import { KEY, Shop } from './shop';

const test = base.extend<object, { shop: Shop; server: Server }>({
  shop: [
    async ({ journeys: _ }, use) => {
      const shop = await Shop.open();
      await use(shop);
      shop.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ shop }, use) => {
      const server = await Server.start({ TRIGGO_EGRESS_ALLOW: new URL(shop.url).host });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

test.use({ journeys: 'builds' });
test.describe.configure({ mode: 'serial' });

const PET = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    name: { type: 'string', description: 'What it is called.' },
    owner: { $ref: '#/components/schemas/Owner' },
  },
};
const OWNER = {
  type: 'object',
  properties: { name: { type: 'string' }, city: { type: 'string', description: 'Where the owner lives.' } },
};

function pets(url: string, schemes: Record<string, unknown>) {
  const answers = {
    200: {
      description: 'A pet',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
    },
  };
  const id = { name: 'petId', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
  return {
    openapi: '3.1.0',
    info: { title: 'Pet Shop', version: '1', description: 'Pets, and who has them.' },
    servers: [{ url }],
    security: Object.keys(schemes).map((name) => ({ [name]: [] })),
    paths: {
      '/pets/{petId}': {
        get: { operationId: 'getPet', summary: 'Get a pet', parameters: [id], responses: answers },
        delete: {
          operationId: 'deletePet',
          summary: 'Take a pet away',
          parameters: [id],
          responses: answers,
        },
      },
      '/pets': {
        post: {
          operationId: 'addPet',
          summary: 'Add a pet',
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
          },
          responses: answers,
        },
      },
      '/elsewhere': {
        get: {
          operationId: 'getElsewhere',
          parameters: [{ $ref: 'https://example.com/parameters.json#/page' }],
          responses: answers,
        },
      },
    },
    components: { schemas: { Pet: PET, Owner: OWNER }, securitySchemes: schemes },
  };
}

/** Lets a file fall onto the place that says so. */
async function drop(page: Page, name: string, content: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([called, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text ?? ''], called ?? ''));
      return transfer;
    },
    [name, content],
  );
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: data });
}

test('a document that is none says what is wrong, and can be mended in place', async ({ page, server }) => {
  await setUp(page, server);
  await page.goto(`${server.url}/connectors`);
  await page.getByRole('button', { name: 'Build from OpenAPI' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Build it' }).click();
  await expect(dialog.getByText('Give a document first.')).toBeVisible();
  await dialog.getByRole('tab', { name: 'Paste' }).click();
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    .concat(
      ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(
        (name, at) => `${name}: &${name} [${`*${'abcdefg'[at]},`.repeat(8)}*${'abcdefg'[at]}]`,
      ),
    )
    .join('\n');
  await dialog.getByLabel('The document as text').fill(bomb);
  await pictures(page, 'build-form');
  await dialog.getByRole('button', { name: 'Build it' }).click();
  await expect(dialog.getByText('No connector came of it')).toBeVisible();
  await expect(dialog.getByRole('region', { name: 'What was found in the document' })).toContainText(
    'Aliases',
  );
  await pictures(page, 'build-failed');
  await page.reload();
  await expect(dialog.getByText('No connector came of it')).toBeVisible();
  await dialog.getByRole('button', { name: 'Change it and try again' }).click();
  await dialog.getByRole('tab', { name: 'Address' }).click();
  await dialog.getByLabel('Address of the document').fill('http://169.254.169.254/openapi.json');
  await dialog.getByLabel('Name of the connector').fill('Not A Name');
  await dialog.getByRole('button', { name: 'Build it' }).click();
  await expect(dialog.getByText('must be lower-case words').first()).toBeVisible();
  await dialog.getByLabel('Name of the connector').fill('metadata');
  await dialog.getByRole('button', { name: 'Build it' }).click();
  await expect(dialog.getByText('No connector came of it')).toBeVisible();
  await small(page, 'build-failed');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toHaveCount(0);
});

/** The view glides to where all is seen; what is dragged meanwhile lands beside its aim. */
async function settled(page: Page) {
  let before = '';
  const stands = async () => {
    const now = (await page.locator('.react-flow__viewport').getAttribute('style')) ?? '';
    const same = now === before;
    before = now;
    return same;
  };
  await expect.poll(stands, { intervals: [400] }).toBe(true);
}

test('from a document that is dropped to a published workflow that calls its service', async ({
  page,
  server,
  shop,
}) => {
  test.setTimeout(120_000);
  await signIn(page, `${server.url}/connectors`);
  const dialog = page.getByRole('dialog');
  await test.step('drop it, and see what came of it', async () => {
    await page.getByRole('button', { name: 'Build from OpenAPI' }).click();
    const key = { key: { type: 'apiKey', in: 'header', name: 'X-Key' } };
    await drop(page, 'pets.json', JSON.stringify(pets(shop.url, key), null, 2));
    await expect(dialog.getByText(/^pets\.json, /)).toBeVisible();
    await dialog.getByRole('button', { name: 'Build it' }).click();
    await expect(dialog.getByText('3 of 4 operations are built')).toBeVisible();
    await expect(dialog.getByText('pet-shop, version 1')).toBeVisible();
    const problems = dialog.getByRole('region', { name: 'What was found in the document' });
    await expect(problems).toContainText('/elsewhere › get');
    await expect(problems).toContainText('Left out');
    await pictures(page, 'build-partial');
    await small(page, 'build-partial');
  });

  await test.step('take one out, and build the others again', async () => {
    await dialog.getByRole('checkbox', { name: /delete_pet/ }).uncheck();
    await expect(dialog.getByText('2 of 3 ticked')).toBeVisible();
    await dialog.getByRole('button', { name: 'Build with these 2' }).click();
    await expect(dialog.getByText('pet-shop, version 2')).toBeVisible();
    await expect(dialog.getByText('All 2 operations are built')).toBeVisible();
    await expect(dialog.getByRole('checkbox', { name: /delete_pet/ })).not.toBeChecked();
    await pictures(page, 'build-picked');
  });

  await test.step('make a connection', async () => {
    await dialog.getByRole('button', { name: 'Make a connection' }).click();
    await expect(dialog.getByLabel('Service')).toHaveValue('pet-shop');
    await dialog.getByLabel('Name').fill('Our shop');
    await dialog.locator('input[type=password]').first().fill(KEY);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Our shop' })).toContainText('Ready');
  });

  await test.step('read what an operation takes, and try it', async () => {
    const operations = page.getByRole('region', { name: 'What Pet Shop can do' });
    await expect(operations.getByText('Version 2')).toBeVisible();
    await expect(operations.getByText('delete_pet')).toHaveCount(0);
    await operations.getByText('get_pet').click();
    await operations.getByText('owner', { exact: true }).click();
    await expect(operations.getByText('Where the owner lives.')).toBeVisible();
    const trial = operations.getByRole('form', { name: 'Try it' });
    await trial.getByLabel(/^petId/).fill('x');
    await trial.getByRole('button', { name: 'Call it' }).click();
    await expect(trial.getByText('It failed with VALIDATION_ERROR')).toBeVisible();
    await trial.getByLabel(/^petId/).fill('7');
    await trial.getByRole('button', { name: 'Call it' }).click();
    await expect(trial.getByLabel('What came of it')).toContainText('"name": "Rex"');
    expect(shop.asked).toContain('GET /pets/7');
    await trial.scrollIntoViewIfNeeded();
    await pictures(page, 'build-tried');
    await small(page, 'build-tried');
  });

  await test.step('use it as a step, with a form of its schema', async () => {
    await page.goto(`${server.url}/workflows`);
    await page.getByRole('button', { name: 'New workflow' }).first().click();
    await page.getByLabel('Name').fill('Whose pet');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByLabel('Search nodes').fill('add a pet');
    await expect(page.locator('.palette-item')).toHaveText(['Add a pet']);
    await page.getByLabel('Search nodes').press('Enter');
    await expect(page.getByLabel('Connection', { exact: true })).toBeVisible();
    await page.getByRole('textbox', { name: 'name', exact: true }).first().fill('Rex');
    await page.getByRole('textbox', { name: 'city' }).fill('London');
    await pictures(page, 'build-canvas-body');
    await page.getByRole('button', { name: 'Delete the node' }).click();
    await page.getByRole('button', { name: 'Tidy up' }).click();
    await page.getByRole('group', { name: /^Input,/ }).click();
    await page.getByLabel('Search nodes').fill('get a pet');
    await page.locator('.palette-item').click();
    await page.getByLabel('Connection', { exact: true }).selectOption({ label: 'Our shop' });
    await page.getByLabel(/^petId/).fill('{{action_input.pet}}');
    await page.getByRole('button', { name: 'Tidy up' }).click();
    await settled(page);
    const handle = (id: string, kind: string) =>
      page.locator(`.react-flow__node[data-id="${id}"] .react-flow__handle.${kind}`);
    await handle('pet_shop_1', 'source').dragTo(handle('return_output', 'target'));
    await page.getByRole('group', { name: /^Input,/ }).click();
    await page.getByRole('button', { name: 'Add a field' }).click();
    await page.getByLabel('Field', { exact: true }).fill('pet');
    await page.getByLabel('Type', { exact: true }).selectOption('integer');
    await page.getByRole('group', { name: /^Output,/ }).click();
    await give(page, '{"owner": "{{pet_shop_1.owner.name}}"}');
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await pictures(page, 'build-canvas');
  });

  await test.step('test it, publish it, call it', async () => {
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByLabel('pet', { exact: true }).fill('8');
    await page.getByRole('button', { name: 'Run the test' }).click();
    await expect(page.getByRole('region', { name: 'Test', exact: true })).toContainText('Succeeded');
    await expect(page.getByRole('group', { name: /^Output,/ })).toContainText('Ada');
    expect(shop.asked).toContain('GET /pets/8');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await expect(page.getByText('“whose-pet” is published')).toBeVisible();
    const key = await page.evaluate(async () => {
      const session = (await (await fetch('/api/v1/app/session')).json()) as { csrfToken: string };
      const made = await fetch('/api/v1/app/keys', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrfToken },
        body: JSON.stringify({ name: 'Robot', scopes: ['actions:run', 'actions:read'] }),
      });
      return ((await made.json()) as { secret: string }).secret;
    });
    const called = await page.request.post(`${server.url}/api/v1/runtime/actions/whose-pet/run`, {
      headers: { authorization: `Bearer ${key}` },
      data: { input: { pet: 9 }, wait: 20 },
    });
    expect(((await called.json()) as { output: unknown }).output).toEqual({ owner: 'Ada' });
    expect(shop.asked).toContain('GET /pets/9');
  });
});

test('a newer version is compared with the one that a workflow keeps, which is then moved over', async ({
  page,
  server,
  shop,
}) => {
  test.setTimeout(240_000);
  await signIn(page, `${server.url}/connectors`);
  await expect(page.getByRole('button', { name: 'Build from OpenAPI' })).toBeVisible();
  const key = { key: { type: 'apiKey', in: 'header', name: 'X-Key' } };
  const build = async (document: unknown) => {
    const begun = await tell(page, 'POST', '/connectors/builds', { name: 'pet-shop', openapi: document });
    await expect
      .poll(async () => (await tell(page, 'GET', `/connectors/builds/${begun.buildId}`, undefined)).status, {
        intervals: [50],
      })
      .toBe('succeeded');
  };
  const stricter = pets(shop.url, key);
  const asks = { name: 'shelter', in: 'query', required: true, schema: { type: 'string' } };
  stricter.paths['/pets/{petId}'].get.parameters.push(asks as never);
  await build(stricter);
  const versions = async () => {
    await page.reload();
    await page.getByRole('button', { name: /^Pet Shop/ }).click();
    await page.getByText('What each build made').click();
  };
  await versions();
  const keepers = page.getByRole('region', { name: 'Workflows that use it' });
  const compared = page.getByRole('region', { name: 'What changed' });
  await expect(keepers).toContainText('Version 2');
  await expect(compared).toContainText('Workflows may fail by this');
  await expect(compared).toContainText('input/shelter is new and required');
  await keepers.getByRole('button', { name: 'Move to version 3' }).click();
  await expect(keepers).toContainText('does not fit version 3 of pet-shop');
  await expect(keepers).toContainText('shelter');
  await pictures(page, 'connector-versions');
  await small(page, 'connector-versions');

  await build(pets(shop.url, key));
  await versions();
  await compared.getByLabel('From').selectOption({ label: 'Version 2' });
  await expect(compared).toContainText('Workflows that worked will work');
  await keepers.getByRole('button', { name: 'Move to version 4' }).click();
  await expect(page.getByText('“Whose pet” uses version 4 now')).toBeVisible();
  await expect(keepers).toContainText('Version 4');
  await expect(keepers.getByRole('button')).toHaveCount(0);

  // As many builds as fill a page and begin another: each tells of itself otherwise.
  const list = page.getByRole('list', { name: 'Versions' });
  for (let made = 5; made <= 103; made++) {
    const again = pets(shop.url, key);
    again.paths['/pets'].post.summary = `Add a pet, as of ${made}`;
    await build(again);
  }
  await versions();
  await expect(list.getByRole('listitem')).toHaveCount(100);
  await expect(list.getByRole('listitem').first()).toContainText('Version 103');
  await page.getByRole('button', { name: 'Older' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await expect(list.getByRole('listitem').last()).toContainText('Version 1');
  await expect(list).not.toContainText('Newest');
  // What is compared with may stand on the other page.
  await compared.getByLabel('From').selectOption({ label: 'Version 2' });
  await expect(compared.getByLabel('To')).toHaveValue('103');
  await expect(compared).toContainText('Workflows that worked will work');
  await pictures(page, 'connector-versions-older');
});

test('a thousand operations are searched, on the canvas too', async ({ page, server, shop }) => {
  test.setTimeout(120_000);
  await signIn(page, `${server.url}/connectors`);
  await page.getByRole('button', { name: 'Build from OpenAPI' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('tab', { name: 'Address' }).click();
  await dialog.getByLabel('Address of the document').fill(`${shop.url}/large.json`);
  await dialog.getByRole('button', { name: 'Build it' }).click();
  await expect(dialog.getByText('All 1000 operations are built')).toBeVisible({ timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Untick all found' }).click();
  await dialog.getByLabel('Search operations').fill('things/99');
  await dialog.getByRole('button', { name: 'Tick all found', exact: true }).click();
  await expect(dialog.getByText('11 of 1000 ticked')).toBeVisible();
  await pictures(page, 'build-large');
  await dialog.getByRole('button', { name: 'See its operations' }).click();
  const operations = page.getByRole('region', { name: 'What Large can do' });
  const listed = operations.locator('details', { hasNotText: 'What each build made' });
  await expect(listed).toHaveCount(40);
  await operations.getByLabel('Search operations').fill('thing 777');
  await expect(listed).toHaveCount(1);
  await page.goto(`${server.url}/workflows`);
  await page.getByRole('link', { name: 'Whose pet' }).click();
  await expect(page.getByRole('button', { name: /^988 more/ })).toBeVisible();
  expect(await page.locator('.palette-item').count()).toBeLessThan(200);
  await page.getByLabel('Search nodes').fill('thing 777');
  await expect(page.locator('.palette-item')).toHaveCount(1);
  await pictures(page, 'build-large-palette');
});

test('a service that is signed in to in the browser, as its document says', async ({
  page,
  server,
  shop,
}) => {
  await signIn(page, `${server.url}/connectors`);
  await page.getByRole('button', { name: 'Build from OpenAPI' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('tab', { name: 'Paste' }).click();
  const flow = { authorizationUrl: `${shop.url}/authorize`, tokenUrl: `${shop.url}/token`, scopes: {} };
  const schemes = { people: { type: 'oauth2', flows: { authorizationCode: flow } } };
  await dialog.getByLabel('The document as text').fill(JSON.stringify(pets(shop.url, schemes)));
  await dialog.getByLabel('Name of the connector').fill('signed-in');
  await dialog.getByLabel('Operations to take').fill('get*, !getElsewhere');
  await dialog.getByRole('button', { name: 'Build it' }).click();
  await expect(dialog.getByText('Its one operation is built')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make a connection' }).click();
  await dialog.getByLabel('Name').fill('As Ada');
  await dialog.getByLabel('Client id').fill('client-of-ours');
  await dialog.getByRole('button', { name: 'Sign in at the service' }).click();
  await page.waitForURL(/\/connectors#connection=/);
  await expect(page.getByText('The service was signed in to')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'As Ada' })).toContainText('Ready');
  await page.goto(`${server.url}/api/v1/app/connection-sign-ins/callback?error=access_denied&state=x`);
  await expect(page.getByText('The service let nobody in.')).toBeVisible();
  await pictures(page, 'connection-refused');
});
