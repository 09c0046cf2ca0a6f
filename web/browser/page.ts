import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Page } from '@playwright/test';
import { Server } from './server';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Fixtures {
  /** Fails the journey when the browser's console has anything to complain of, or a file comes from elsewhere. */
  quiet: void;
  /** What a journey makes go wrong on purpose, and the browser complains of. */
  bears: RegExp[];
}

/** Journeys share a server within a file: they come one after the other, as a person's steps do. */
export const test = base.extend<Fixtures, { journeys: string; server: Server }>({
  /** Each file says its own name here, and gets a server of its own by it. */
  journeys: ['', { option: true, scope: 'worker' }],
  server: [
    async ({ journeys: _ }, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  bears: [[], { option: true }],
  quiet: [
    async ({ page, server, browser, bears }, use) => {
      const noise: string[] = [];
      listen(page, server.url, noise);
      // Those of the other people in a journey as well.
      const open = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await open(options);
        context.on('page', (other) => listen(other, server.url, noise));
        return context;
      };
      await use();
      browser.newContext = open;
      const odd = noise.filter((one) => !bears.some((known) => known.test(one)));
      expect(odd, 'the console').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Collects what the console and the network show that should not be. */
function listen(page: Page, url: string, noise: string[]): void {
  page.on('console', (message) => {
    // Browsers note every answer of 400 and above. That somebody else was faster, that a workflow does not fit, that a
    // rule or a name cannot be read, and that somebody may not any more, are answers that the page shows and goes on from.
    const answered =
      (/\/api\/v1\/app\/workflows\//.test(message.location().url) && message.text().includes('409')) ||
      (/\/api\/v1\/app\/(workflows|people)\/[^/]+$/.test(message.location().url) &&
        message.text().includes('403')) ||
      (/\/api\/v1\/app\/workflows\/[^/]+\/connectors$/.test(message.location().url) &&
        message.text().includes('422')) ||
      (/\/api\/v1\/app\/(policy|connectors\/builds)$/.test(message.location().url) &&
        message.text().includes('400'));
    if (message.type() === 'error' && !answered) noise.push(`${message.text()} (${message.location().url})`);
    if (message.type() === 'warning') noise.push(message.text());
  });
  page.on('pageerror', (error) => noise.push(String(error)));
  page.on('request', (request) => {
    // Where a person is led away to is no file of the page.
    const ours = request.url().startsWith(url) || request.url().startsWith('data:');
    if (!ours && !request.isNavigationRequest()) noise.push(request.url());
  });
}

/** No finding that keeps somebody out: every serious and critical rule of axe. */
export async function accessible(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    // Colours that are still on their way from one theme to the other are nobody's.
    const passing = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
    const rest = Promise.all(passing.map((one) => one.finished.catch(() => undefined)));
    // In a window that nobody looks at they stand still.
    await Promise.race([rest, new Promise((resolve) => setTimeout(resolve, 1000))]);
    const { axe } = window as unknown as { axe: { run: (context: Document) => Promise<AxeResults> } };
    const results = await axe.run(document);
    return results.violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map(
        (one) =>
          `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join(' | ')}`,
      );
  });
  expect(found, name).toEqual([]);
}

interface AxeResults {
  violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** A picture of the screen in both themes, where TRIGGO_PICTURES names a folder for them. */
export async function pictures(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
    await accessible(page, `${name}, ${theme}`);
    const folder = process.env.TRIGGO_PICTURES;
    if (folder) await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
  }
  await page.evaluate(() => (document.documentElement.dataset.theme = 'light'));
}

export const PERSON = { name: 'Ada', email: 'ada@example.com', password: 'a sentence that nobody guesses' };

export async function setUp(page: Page, server: Server): Promise<void> {
  await page.goto(server.setup);
  await page.getByLabel('Name').fill(PERSON.name);
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await expect(page.getByRole('heading', { name: 'Workflows' })).toBeVisible();
}

/** As another tab of the page would: with the session and its token. */
export async function tell(
  page: Page,
  method: string,
  path: string,
  body: unknown,
): Promise<Record<string, string>> {
  return page.evaluate(
    async ([how, to, what]) => {
      const session = (await (await fetch('/api/v1/app/session')).json()) as { csrfToken: string };
      const answer = await fetch(`/api/v1/app${to as string}`, {
        method: how as string,
        headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrfToken },
        body: JSON.stringify(what),
      });
      return (await answer.json()) as Record<string, string>;
    },
    [method, path, body],
  );
}

/** In again, as somebody who has an account. */
export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password').fill(PERSON.password);
  await page.getByLabel('Password').press('Enter');
}

/** The screen on a telephone: nothing sticks out at the side, and nobody is kept out. */
export async function small(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await pictures(page, `${name}-390`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${name} is not wider than the screen`).toBeLessThanOrEqual(390);
  if (before) await page.setViewportSize(before);
}

/** Writes what the chosen Output node gives. */
export async function give(page: Page, output: string): Promise<void> {
  await page
    .getByRole('button', { name: 'Add to output' })
    .or(page.getByLabel(/^output/))
    .first()
    .click();
  await page
    .getByLabel(/^output/)
    .first()
    .fill(output);
}
