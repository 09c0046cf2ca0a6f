import { expect, pictures, setUp, tell, test } from './page';

test.use({ journeys: 'roles' });

const GREETER = {
  nodes: [
    { id: 'action_input', type: 'action_input', config: { inputSchema: { type: 'object' } } },
    { id: 'return_output', type: 'return_output', config: { output: { greeting: 'Hello' } } },
  ],
  edges: [{ source: 'action_input', target: 'return_output' }],
};

test('another role counts at once on the page of whoever has it', async ({ page, server, browser }) => {
  test.setTimeout(120_000);
  await setUp(page, server);
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Greeter', definition: GREETER });
  const { link } = await tell(page, 'POST', '/invitations', { email: 'bob@example.com', role: 'editor' });
  const context = await browser.newContext();
  const bob = await context.newPage();
  await bob.goto(link ?? '');
  await bob.getByLabel('Name').fill('Bob');
  await bob.getByLabel('Password').fill('another sentence of words');
  await bob.getByRole('button', { name: 'Join' }).click();
  await expect(bob.getByRole('button', { name: 'New workflow' }).first()).toBeVisible();
  await bob.getByRole('link', { name: 'Greeter' }).click();
  await expect(bob.getByLabel('Search nodes')).toBeVisible();

  await page.goto(`${server.url}/settings/people`);
  const role = page.getByLabel('Role of Bob');
  await expect(role).toHaveValue('editor');
  await role.selectOption('viewer');
  await expect(role).toHaveValue('viewer');
  await expect(role).toBeEnabled();

  await test.step('his open page, that knew of nothing, is refused and says so', async () => {
    await bob.getByLabel('Name of the workflow').fill('Mine now');
    await expect(bob.getByText(/you are viewer/i)).toBeVisible();
    await expect(bob.getByLabel('Search nodes')).toHaveCount(0);
    await pictures(bob, 'canvas-role-lost');
    const kept = await tell(page, 'GET', `/workflows/${id}`, undefined);
    expect(kept.name).toBe('Greeter');
  });

  await test.step('from then on it offers only what he may', async () => {
    await bob.goto(`${server.url}/workflows/${id}`);
    await expect(bob.getByText('You may look, not change')).toBeVisible();
    await bob.goto(`${server.url}/workflows`);
    await expect(bob.getByRole('link', { name: 'Greeter' })).toBeVisible();
    await expect(bob.getByRole('button', { name: 'New workflow' })).toHaveCount(0);
    await bob.goto(`${server.url}/settings/people`);
    await expect(bob.getByRole('row').filter({ hasText: 'bob@example.com' })).toContainText('Viewer');
    await expect(bob.getByRole('button', { name: 'Invite' })).toHaveCount(0);
  });

  await test.step('an admin looks after people, and makes no owner less', async () => {
    await role.selectOption('admin');
    await expect(role).toHaveValue('admin');
    await bob.reload();
    await expect(bob.getByRole('button', { name: 'Invite' })).toBeVisible();
    await expect(bob.getByRole('row').filter({ hasText: 'ada@example.com' })).toContainText('Owner');
    await expect(bob.getByLabel('Role of Ada')).toHaveCount(0);
    await expect(bob.getByRole('button', { name: 'Put out' })).toHaveCount(0);
    await bob.getByRole('button', { name: 'Invite' }).click();
    const roles = bob.getByLabel('Role', { exact: true }).locator('option');
    await expect(roles).toHaveText(['Viewer', 'Editor', 'Admin']);
    await pictures(bob, 'people-admin');
  });
  await context.close();
});
