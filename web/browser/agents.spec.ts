import type { APIRequestContext } from '@playwright/test';
import { expect, pictures, setUp, test } from './page';

test.use({ journeys: 'agents' });

const HOSTS = [
  'Claude Code',
  'Claude Desktop',
  'Cursor',
  'Windsurf',
  'VS Code',
  'curl',
  'Node',
  'Python',
  'Go',
];

async function tools(request: APIRequestContext, url: string, key: string): Promise<number> {
  const answer = await request.post(`${url}/mcp`, {
    headers: { authorization: `Bearer ${key}`, accept: 'application/json, text/event-stream' },
    data: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
  });
  return answer.status();
}

test('a key is made, used, given another secret, and ended', async ({ page, server }) => {
  await setUp(page, server);
  await page.goto(`${server.url}/agents`);
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Name').fill('Robot');
  await page.getByLabel('What it is for').selectOption('Build workflows too');
  await page.getByRole('button', { name: 'Create the key' }).click();
  const secret = (await page.getByLabel('The key', { exact: true }).textContent()) ?? '';
  expect(secret).toMatch(/^trg_/);

  await test.step('every setting holds this address and this key', async () => {
    for (const host of HOSTS) {
      await page.getByRole('tab', { name: host, exact: true }).click();
      const setting = page.getByLabel(`Settings for ${host}`);
      await expect(setting).toContainText(secret);
      await expect(setting).toContainText(server.url);
    }
  });

  const row = page.getByRole('row').filter({ hasText: 'Robot' });
  await test.step('its use is seen', async () => {
    await expect(row).toContainText('never');
    expect(await tools(page.request, server.url, secret)).toBe(200);
    await expect(page.getByText('Your agent has connected')).toBeVisible({ timeout: 15_000 });
    await expect(row).toContainText(/[1-9]\d* of \d+ requests in this minute/);
    await pictures(page, 'agent-connected');
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByText(secret)).toHaveCount(0);
  });

  const next = await test.step('another secret', async () => {
    await row.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    const other = (await page.getByLabel('The key', { exact: true }).textContent()) ?? '';
    expect(other).not.toBe(secret);
    await expect.poll(() => tools(page.request, server.url, secret)).toBe(401);
    expect(await tools(page.request, server.url, other)).toBe(200);
    await page.getByRole('button', { name: 'Done' }).click();
    return other;
  });

  await test.step('and its end', async () => {
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page
      .getByRole('alertdialog')
      .or(page.getByRole('dialog'))
      .getByRole('button', { name: 'Revoke' })
      .click();
    await expect(row).toContainText('Revoked');
    await pictures(page, 'key-revoked');
    await expect.poll(() => tools(page.request, server.url, next)).toBe(401);
  });
});
