import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { accessible, expect, PERSON, pictures, setUp, tell, test } from './page';

test.use({ journeys: 'consent' });

const GREETER = {
  nodes: [
    { id: 'action_input', type: 'action_input', config: { inputSchema: { type: 'object' } } },
    { id: 'return_output', type: 'return_output', config: { output: { greeting: 'Hello' } } },
  ],
  edges: [{ source: 'action_input', target: 'return_output' }],
};

/** What an MCP host on this machine listens with for the answer of the browser. */
async function callback(): Promise<{ url: string; heard: Promise<URLSearchParams>; close: () => void }> {
  let hear: (query: URLSearchParams) => void = () => {};
  const heard = new Promise<URLSearchParams>((resolve) => (hear = resolve));
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://localhost');
    if (asked.pathname === '/callback') hear(asked.searchParams);
    response.setHeader('content-type', 'text/plain').end('You can go back to the host.');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/callback`, heard, close: () => server.close() };
}

test('an MCP host is let in by consent, calls, and is put out again', async ({ page, server, browser }) => {
  await setUp(page, server);
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Greeter', definition: GREETER });
  await tell(page, 'POST', `/workflows/${id}/deploy`, { slug: 'greeter' });
  const host = await callback();
  const metadata = await (
    await page.request.get(`${server.url}/.well-known/oauth-authorization-server`)
  ).json();
  const registered = await page.request.post(metadata.registration_endpoint, {
    data: { client_name: 'Desk Host', redirect_uris: [host.url], token_endpoint_auth_method: 'none' },
  });
  expect(registered.status()).toBe(201);
  const { client_id: clientId } = await registered.json();
  const verifier = randomBytes(40).toString('base64url');
  const resource = `${server.url}/mcp`;
  const ask = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: host.url,
    scope: 'actions:read actions:run runs:read',
    state: 'a state',
    resource,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });

  // The browser that the host opens: it is signed in nowhere yet.
  const context = await browser.newContext();
  const opened = await context.newPage();
  await opened.goto(`${metadata.authorization_endpoint}?${ask}`);
  await accessible(opened, 'sign in for a host');
  await opened.getByLabel('E-mail').fill(PERSON.email);
  await opened.getByLabel('Password').fill(PERSON.password);
  await opened.getByRole('button', { name: 'Sign in' }).click();
  await expect(opened.getByText('Desk Host').first()).toBeVisible();
  // The page of the server itself has no switch: it follows the browser.
  for (const colorScheme of ['light', 'dark'] as const) {
    await opened.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await opened.setViewportSize({ width, height: 844 });
      await accessible(opened, `consent, ${colorScheme}, at ${width}`);
      const folder = process.env.TRIGGO_PICTURES;
      if (folder) await opened.screenshot({ path: `${folder}/consent-${colorScheme}-${width}.png` });
    }
  }
  await opened.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(opened.getByText('You can go back to the host.')).toBeVisible();
  await context.close();
  const heard = await host.heard;
  host.close();
  expect(heard.get('state')).toBe('a state');

  const granted = await page.request.post(metadata.token_endpoint, {
    form: {
      grant_type: 'authorization_code',
      code: heard.get('code') ?? '',
      redirect_uri: host.url,
      client_id: clientId,
      code_verifier: verifier,
      resource,
    },
  });
  const { access_token: token } = await granted.json();
  const call = () =>
    page.request.post(resource, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json, text/event-stream' },
      data: {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'run_action', arguments: { slug: 'greeter', input: {}, wait: 20 } },
      },
    });
  expect(await (await call()).text()).toContain('Hello');

  await page.goto(`${server.url}/settings/sessions`);
  const programs = page.getByRole('region', { name: 'Programs with access' });
  await expect(programs.getByText('Desk Host')).toBeVisible();
  await expect(programs.getByText('Run any action')).toBeVisible();
  await pictures(page, 'grants');
  await programs.getByRole('button', { name: 'End access' }).click();
  await page.getByRole('button', { name: 'End access' }).last().click();
  await expect(programs.getByText('None.')).toBeVisible();
  expect((await call()).status()).toBe(401);
});
