import { accessible, expect, pictures, setUp, signIn, tell, test } from './page';

test.use({ journeys: 'connectors' });
test.describe.configure({ mode: 'serial' });

test('what a connector can do is looked up', async ({ page, server }) => {
  await setUp(page, server);
  await page.goto(`${server.url}/connectors`);
  await page.getByLabel('Search connectors').fill('http');
  await page.getByText('http_request').first().click();
  await expect(page.getByRole('heading', { name: 'What it takes' })).toBeVisible();
  await expect(page.locator('.schema-fields').getByText('url', { exact: true }).first()).toBeVisible();
  await pictures(page, 'connectors');
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, 'connectors at 390');
});

test('a service that is signed in to in the browser is gone to, with what it must know', async ({
  page,
  server,
}) => {
  await signIn(page, `${server.url}/connectors`);
  await page.route('https://accounts.google.com/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>The service</title>' }),
  );
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Service').selectOption('gmail');
  await expect(dialog).toContainText(`${server.url}/api/v1/app/connection-sign-ins/callback`);
  await dialog.getByLabel('Name').fill('Our mail');
  await dialog.getByLabel('Client id').fill('client-of-ours');
  await dialog.getByLabel('Client secret').fill('a secret of the client');
  await pictures(page, 'connection-sign-in');
  await dialog.getByRole('button', { name: 'Sign in at the service' }).click();
  await page.waitForURL('https://accounts.google.com/**');
  const asked = new URL(page.url()).searchParams;
  expect(asked.get('client_id')).toBe('client-of-ours');
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(page.url()).not.toContain('secret');
});

test('a connection is made, chosen by a step, renamed and taken away', async ({ page, server }) => {
  await signIn(page, `${server.url}/connectors`);
  await page.getByRole('button', { name: /^GitHub/ }).click();
  await page.getByRole('button', { name: 'New connection' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Service'), 'what is being looked at').toHaveValue('github');
  await dialog.getByLabel('Name').fill('Our repositories');
  await dialog.locator('input[type=password]').first().fill('ghp_0123456789abcdefghijklmnopqrstuvwxyz');
  await pictures(page, 'connection-new');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const made = page.getByRole('listitem').filter({ hasText: 'Our repositories' });
  await expect(made).toContainText('Ready');
  await pictures(page, 'connections');
  expect(await page.content()).not.toContain('ghp_0123456789');

  await page.goto(`${server.url}/workflows`);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.locator('.palette-item').first(), 'what needs no service comes first').toHaveText(
    'Action input',
  );
  await page.getByLabel('Search nodes').fill('issue');
  await page.locator('.palette-item').first().click();
  const connection = page.getByLabel('Connection', { exact: true });
  await expect(connection.locator('option:checked'), 'the only one there is').toHaveText('Our repositories');
  await connection.selectOption('');
  await connection.selectOption({ label: 'Our repositories' });
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await pictures(page, 'canvas-connection');

  await page.goto(`${server.url}/connectors`);
  await made.getByRole('button', { name: 'Change' }).click();
  await dialog.getByLabel('Name').fill('Their repositories');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const renamed = page.getByRole('listitem').filter({ hasText: 'Their repositories' });
  await renamed.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove' }).last().click();
  await expect(page.getByText('No connection yet.')).toBeVisible();
});

const SHOP = {
  openapi: '3.1.0',
  info: { title: 'Two Regions', version: '1' },
  servers: [
    {
      url: 'https://{region}.shop.example',
      variables: { region: { enum: ['eu', 'us'], default: 'us', description: 'Where it stands.' } },
    },
  ],
  security: [{ key: [] }],
  paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'Pets' } } } } },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
};

test('a choice that may be left open says so, and the first one can be chosen', async ({ page, server }) => {
  await signIn(page, `${server.url}/connectors`);
  await expect(page.getByRole('heading', { name: 'Connectors' })).toBeVisible();
  const { buildId } = await tell(page, 'POST', '/connectors/builds', { name: 'two-regions', openapi: SHOP });
  await expect
    .poll(async () => (await tell(page, 'GET', `/connectors/builds/${buildId}`, undefined)).status)
    .toBe('succeeded');
  await page.reload();

  const make = async (name: string, region?: string) => {
    await page.getByRole('button', { name: 'New connection' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Service').selectOption('two-regions');
    await dialog.getByLabel('Name').fill(name);
    await dialog.locator('input[type=password]').first().fill('a key of ours');
    const choice = dialog.getByLabel('Server: region');
    await expect(choice.locator('option:checked')).toHaveText('Nothing chosen: the default holds');
    await expect(dialog.getByText('Where it stands. Without it: us.')).toBeVisible();
    if (region) await choice.selectOption(region);
    await pictures(page, 'connection-choice');
    const asked = page.waitForRequest((request) => request.url().endsWith('/api/v1/app/connections'));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('Ready');
    return ((await asked).postDataJSON() as { fields: Record<string, string> }).fields;
  };
  expect(await make('Wherever')).not.toHaveProperty('server_region');
  expect(await make('Over here', 'eu')).toMatchObject({ server_region: 'eu' });
});
