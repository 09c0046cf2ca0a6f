import { codeOf } from './codes';
import { accessible, expect, PERSON, pictures, setUp, signIn, test } from './page';

test.use({ journeys: 'entry' });

test('from a fresh server to an account, out and in again @short', async ({ page, server }) => {
  await page.goto(server.url);
  await expect(page).toHaveURL(`${server.url}/setup`);
  await page.goto(`${server.url}/setup#%zz`);
  await expect(page.getByLabel('Setup token')).toHaveValue('%zz');
  await page.goto(server.setup);
  await expect(page.getByLabel('Setup token')).toHaveValue(/^setup_/);
  expect(page.url(), 'the token stays in no history').toBe(`${server.url}/setup`);
  await pictures(page, 'setup');
  await setUp(page, server);
  await pictures(page, 'workflows-empty');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const bytes = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry.name.endsWith('.js'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  );
  console.log(`first load: ${bytes} bytes of compressed script`);
  expect(bytes, 'script before the canvas').toBeLessThan(300_000);
  expect(bytes).toBeGreaterThan(10_000);

  await page.getByRole('button', { name: `Account of ${PERSON.email}` }).click();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await page.getByRole('button', { name: `Account of ${PERSON.email}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(`${server.url}/runs?status=failed`);
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fruns/);
  await pictures(page, 'sign-in');
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByLabel('Password').press('Enter');
  await expect(page).toHaveURL(`${server.url}/runs?status=failed`);
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, 'runs at 390');
});

test('whoever signs out asks nothing any more that would be refused', async ({ page, server }) => {
  await page.clock.install();
  await signIn(page, `${server.url}/approvals`);
  await expect(page.getByRole('heading', { name: 'Approvals', exact: true })).toBeVisible();
  // The session has ended, and the page does not know it yet: meanwhile it would look for news many times.
  await page.route('**/api/v1/app/sign-out', async (route) => {
    const answer = await route.fetch();
    await page.clock.runFor(15_000);
    await route.fulfill({ response: answer });
  });
  await page.getByRole('button', { name: `Account of ${PERSON.email}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('whoever could not sign out goes on', async ({ page, server }) => {
  await page.clock.install();
  await signIn(page, `${server.url}/approvals`);
  await expect(page.getByRole('heading', { name: 'Approvals', exact: true })).toBeVisible();
  await page.route('**/api/v1/app/sign-out', (route) => route.fulfill({ body: 'no answer of ours' }));
  await page.getByRole('button', { name: `Account of ${PERSON.email}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('Signing out failed').first()).toBeVisible();
  const news = page.waitForResponse('**/api/v1/app/runs?**');
  await page.clock.runFor(15_000);
  expect((await news).status()).toBe(200);
});

test('another site’s page changes nothing in one’s name', async ({ page, server }) => {
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByLabel('Password').press('Enter');
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const answer = await page.request.post(`${server.url}/api/v1/app/workflows`, { data: { name: 'x' } });
  expect(answer.status()).toBe(403);
});

test('who has lost the password takes the link of the operator', async ({ page, server }) => {
  const said = server.operator('people', 'reset-password', PERSON.email);
  const link = /http\S+#password-for=\S+/.exec(said)?.[0] ?? said;
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'Another password' })).toBeVisible();
  await pictures(page, 'another-password');
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByRole('button', { name: 'Take this password' }).click();
  await expect(page.getByText('That is your password now.')).toBeVisible();
  await pictures(page, 'another-password-taken');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByLabel('Password').press('Enter');
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
});

test('who has a second factor is asked for its code', async ({ page, server }) => {
  const api = `${server.url}/api/v1/app`;
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByLabel('Password').press('Enter');
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
  const { csrfToken } = await (await page.request.get(`${api}/session`)).json();
  const headers = { 'x-csrf-token': csrfToken };
  const asked = await page.request.post(`${api}/second-factor`, {
    headers,
    data: { password: PERSON.password },
  });
  const { secret } = await asked.json();
  const on = await page.request.post(`${api}/second-factor/confirm`, {
    headers,
    data: { code: codeOf(secret, Date.now()) },
  });
  expect(on.status()).toBe(200);
  const { recoveryCodes } = await on.json();

  await page.getByRole('button', { name: `Account of ${PERSON.email}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByLabel('Password').press('Enter');
  await expect(page.getByRole('heading', { name: 'Your code' })).toBeVisible();
  await pictures(page, 'code');
  await page.getByLabel('Code').fill(recoveryCodes[0]);
  await page.getByLabel('Code').press('Enter');
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();

  const session = await (await page.request.get(`${api}/session`)).json();
  const invited = await page.request.post(`${api}/invitations`, {
    headers: { 'x-csrf-token': session.csrfToken },
    data: { email: PERSON.email, role: 'viewer' },
  });
  const { invitation } = await invited.json();
  await page.goto(`${server.url}/join#${invitation}`);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('heading', { name: 'Your code' })).toBeVisible();
  await page.getByLabel('Code').fill(recoveryCodes[1]);
  await page.getByLabel('Code').press('Enter');
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
});
