import { accessible, expect, PERSON, pictures, setUp, signIn, small, tell, test } from './page';
import { codeOf } from './codes';

test.use({ journeys: 'settings' });
test.describe.configure({ mode: 'serial' });

const GREETER = {
  nodes: [
    { id: 'action_input', type: 'action_input', config: { inputSchema: { type: 'object' } } },
    { id: 'return_output', type: 'return_output', config: { output: { greeting: 'Hello' } } },
  ],
  edges: [{ source: 'action_input', target: 'return_output' }],
};

test('what was used, and the rules of the workspace', async ({ page, server }) => {
  await setUp(page, server);
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Greeter', definition: GREETER });
  await tell(page, 'POST', `/workflows/${id}/deploy`, { slug: 'greeter' });
  for (let at = 0; at < 3; at++) await tell(page, 'POST', '/actions/greeter/run', { input: {}, wait: 20 });
  await page.goto(`${server.url}/settings/usage`);
  await expect(page.getByText('3 runs in the last 30 days')).toBeVisible();
  await pictures(page, 'usage');

  await page.getByRole('tab', { name: 'Rules' }).click();
  await page.getByLabel('Fields').fill('iban\nsalary');
  await page.getByLabel('Never to these hosts').fill('not a host!');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.fault').first()).toBeVisible();
  await pictures(page, 'rules');
  await page.getByLabel('Never to these hosts').fill('ads.example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The rules hold from now on')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Fields')).toHaveValue('iban\nsalary');

  const keep = page.getByLabel('Keep runs');
  await expect(keep).toHaveValue('usual');
  await keep.selectOption('For a number of days');
  await page.getByLabel('Days').fill('99999');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(
    page.getByText('must be a number of days from 1 to 36500, or 0 to keep runs for ever', { exact: true }),
  ).toBeVisible();
  await page.getByLabel('Days').fill('7');
  await expect(page.getByText('Runs that ended more than 7 days ago go within ten minutes')).toBeVisible();
  await pictures(page, 'rules-kept');
  await small(page, 'rules-kept');
  // However long the new rules take to be read: the old ones are not what one goes on from.
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/v1/app/policy', async (route) => {
    if (route.request().method() === 'GET') await released;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('must be a number of days')).toBeHidden();
  await page.getByRole('tab', { name: 'Usage' }).click();
  await expect(page.getByText('for 7 days after their end')).toBeVisible();
  await page.getByRole('tab', { name: 'Rules' }).click();
  await expect(page.getByLabel('Keep runs')).toBeHidden();
  release();
  await expect(page.getByLabel('Days')).toHaveValue('7');

  const key = await tell(page, 'POST', '/keys', { name: 'Robot', scopes: ['actions:run', 'actions:read'] });
  await page.request.post(`${server.url}/api/v1/runtime/actions/greeter/run`, {
    headers: { authorization: `Bearer ${key.secret}` },
    data: { input: {}, wait: 20 },
  });
  await page.goto(`${server.url}/agents`);
  const calls = page.getByRole('region', { name: 'Recent calls' });
  await expect(calls.getByRole('row').filter({ hasText: 'greeter' })).toContainText('Robot');
  await pictures(page, 'agents');

  await page.goto(`${server.url}/settings/audit`);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download all' }).click();
  expect((await download).suggestedFilename()).toBe('audit.jsonl');
});

test('another workspace is made, and gone to', async ({ page, server }) => {
  await signIn(page, `${server.url}/settings/workspace`);
  await page.getByLabel('Its name').fill('Second');
  await page.getByRole('button', { name: 'Make it' }).click();
  const others = page.getByRole('region', { name: 'Your workspaces' });
  await expect(others.getByText('Second')).toBeVisible();
  await pictures(page, 'workspace');
  await others.getByRole('button', { name: 'Go there' }).click();
  await expect(page.getByRole('heading', { name: 'No workflow yet' })).toBeVisible();
  await page.getByRole('button', { name: `Account of ${PERSON.email}` }).click();
  await page.getByRole('menuitem', { name: /^Go to/ }).click();
  await expect(page.getByRole('link', { name: 'Greeter' })).toBeVisible();
});

test('an owner deletes a workspace', async ({ page, server }) => {
  await signIn(page, `${server.url}/settings/workspace`);
  // The one that every server has stays.
  await expect(page.getByRole('heading', { name: 'Another workspace' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Delete this workspace' })).toBeHidden();
  const others = page.getByRole('region', { name: 'Your workspaces' });
  await others.getByRole('button', { name: 'Go there' }).click();
  await expect(page.getByRole('heading', { name: 'No workflow yet' })).toBeVisible();
  await page.goto(`${server.url}/settings/workspace`);
  await page.getByRole('heading', { name: 'Delete this workspace' }).scrollIntoViewIfNeeded();
  await pictures(page, 'workspace-deletable');
  await page.getByRole('button', { name: 'Delete it…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete “Second”?' });
  const remove = dialog.getByRole('button', { name: 'Delete the workspace' });
  await dialog.getByLabel('Name of the workspace').fill('second');
  await expect(remove).toBeDisabled();
  await dialog.getByLabel('Name of the workspace').fill('Second');
  await dialog.getByLabel('Your password').fill(PERSON.password);
  await pictures(page, 'workspace-delete');
  await remove.click();
  await expect(page.getByRole('link', { name: 'Greeter' })).toBeVisible();
  await page.goto(`${server.url}/settings/workspace`);
  await expect(page.getByRole('heading', { name: 'Another workspace' })).toBeVisible();
  await expect(page.getByText('Second')).toBeHidden();
});

test('a second factor is set up on the page', async ({ page, server }) => {
  await signIn(page, `${server.url}/settings/sessions`);
  await page.getByRole('button', { name: 'Set it up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password').fill(PERSON.password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  const secret = (await dialog.getByLabel('The secret, for your authenticator').textContent()) ?? '';
  await expect(dialog.getByRole('img', { name: 'QR code for your authenticator' })).toBeVisible();
  await pictures(page, 'second-factor');
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, Date.now()));
  await dialog.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByRole('dialog', { name: 'Recovery codes' })).toBeVisible();
  await pictures(page, 'recovery-codes');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText(/recovery codes are left/)).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, 'account at 390');
});
