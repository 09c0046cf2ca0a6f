import type { Page } from '@playwright/test';
import { expect, setUp, test } from './page';

/** Five hundred nodes in twenty rows. */
function large() {
  const nodes: Record<string, unknown>[] = [
    {
      id: 'action_input',
      type: 'action_input',
      config: { inputSchema: { type: 'object' } },
      position: { x: -320, y: 0 },
    },
  ];
  const edges: Record<string, unknown>[] = [];
  for (let at = 0; at < 498; at++) {
    const row = Math.floor(at / 25);
    nodes.push({
      id: `set_${at}`,
      type: 'set',
      config: { fields: { n: at } },
      position: { x: (at % 25) * 300, y: row * 110 },
    });
    edges.push({ source: at % 25 === 0 ? 'action_input' : `set_${at - 1}`, target: `set_${at}` });
  }
  nodes.push({
    id: 'return_output',
    type: 'return_output',
    config: { output: {} },
    position: { x: 7800, y: 0 },
  });
  edges.push({ source: 'set_24', target: 'return_output' });
  return { nodes, edges };
}

// A trace copies the document at each step, all five hundred nodes of it: that would be what is measured.
test.use({ journeys: 'large', trace: 'off' });

test('a workflow of 500 nodes is moved about smoothly', async ({ page, server }) => {
  test.setTimeout(240_000);
  await setUp(page, server);
  const id = await page.evaluate(async (definition) => {
    const session = (await (await fetch('/api/v1/app/session')).json()) as { csrfToken: string };
    const made = await fetch('/api/v1/app/workflows', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrfToken },
      body: JSON.stringify({ name: 'Large', definition }),
    });
    return ((await made.json()) as { id: string }).id;
  }, large());
  await page.goto(`${server.url}/workflows/${id}`);
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  await page.evaluate(() => {
    const frames: number[] = [];
    (window as unknown as { frames: number[] }).frames = frames;
    const tick = (now: number) => {
      frames.push(now);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const canvas = await page.locator('.react-flow__pane').boundingBox();
  const [x, y] = [(canvas?.x ?? 0) + 250, (canvas?.y ?? 0) + 60];
  for (let zoom = 0; zoom < 6; zoom++) await page.getByRole('button', { name: 'Zoom In' }).click();
  await page.evaluate(() => ((window as unknown as { frames: number[] }).frames.length = 0));
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 120; step++) await page.mouse.move(x + Math.sin(step / 8) * 200, y + step * 2);
  await page.mouse.up();
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  const took = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  const rate = ((frames.length - 1) * 1000) / took;
  console.log(`panning 500 nodes: ${rate.toFixed(1)} frames per second over ${took.toFixed(0)} ms`);
  // Below what a screen of one's own shows: machines that test draw without one.
  expect(rate).toBeGreaterThan(20);

  // Moved by hand, and written to: the whole graph is another one at each step.
  const node = page.locator('.react-flow__node').nth(40);
  const box = await node.boundingBox();
  const [left, top] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10];
  await page.mouse.move(left, top);
  await page.mouse.down();
  await page.evaluate(() => ((window as unknown as { frames: number[] }).frames.length = 0));
  for (let step = 1; step <= 100; step++) await page.mouse.move(left + step, top + Math.sin(step / 6) * 60);
  const dragged = await rateOf(page);
  await page.mouse.up();
  await node.click();
  await expect(page.getByLabel('Name', { exact: true })).toBeVisible();
  await page.getByLabel('Name', { exact: true }).focus();
  await page.evaluate(() => ((window as unknown as { frames: number[] }).frames.length = 0));
  await page.keyboard.type('a name that is long enough to be measured', { delay: 30 });
  const typed = await rateOf(page);
  console.log(
    `editing 500 nodes: dragged at ${dragged.toFixed(1)}, typed at ${typed.toFixed(1)} frames per second`,
  );
  expect(dragged).toBeGreaterThan(20);
  expect(typed).toBeGreaterThan(20);
});

async function rateOf(page: Page): Promise<number> {
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  return ((frames.length - 1) * 1000) / ((frames.at(-1) ?? 0) - (frames[0] ?? 0));
}
