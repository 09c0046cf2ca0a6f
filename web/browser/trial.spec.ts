import { accessible, expect, pictures, setUp, signIn, test } from './page';

test.use({ journeys: 'trial' });
test.describe.configure({ mode: 'serial' });

test('a draft is tried out on its canvas, pinned, and tried again', async ({ page, server }) => {
  await setUp(page, server);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByRole('button', { name: /^From a template/ }).click();
  await page.getByRole('button', { name: /^Clean up contacts/ }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByRole('textbox', { name: /^email/ }).first()).toHaveValue('ADA@Example.com');
  await pictures(page, 'test-dialog');
  await page.getByRole('button', { name: 'Run the test' }).click();
  const result = page.getByRole('region', { name: 'Test', exact: true });
  await expect(result).toContainText('Succeeded');
  const code = page.getByRole('group', { name: /^One form for all,/ });
  await expect(code).toContainText('Succeeded');
  await expect(code).toContainText('Ada Lovelace');

  await code.click();
  await page.getByRole('tab', { name: 'Last run' }).click();
  await expect(page.getByLabel('Output of One form for all')).toContainText('ada@example.com');
  await pictures(page, 'canvas-tested');
  await page.getByText('Run this step again').click();
  await page
    .getByLabel('With this input')
    .fill(
      '{"language": "javascript", "source": "function run(inputs) { return inputs.n * 2; }", "fieldMappings": {"n": 21}}',
    );
  await page.getByRole('button', { name: 'Run the step' }).click();
  await expect(page.getByRole('region', { name: 'What came of it' })).toContainText('42');

  await page.getByRole('button', { name: 'Pin this output' }).click();
  await page.getByLabel('Pinned output').fill('{"contacts": [], "removed": 7}');
  await expect(code).toContainText('Its output is pinned');
  await page.getByRole('button', { name: 'Test again' }).click();
  await expect(page.getByText('Pinned, and not carried out: One form for all.')).toBeVisible();
  await page.getByRole('button', { name: 'Run the test' }).click();
  await expect(page.getByRole('group', { name: /^Clean contacts,/ })).toContainText('"removed":7');
  await pictures(page, 'canvas-pinned');
  await page.reload();
  await expect(code).toContainText('Its output is pinned');
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, 'canvas with a pin at 390');
});

test('a draft that asks is approved beside its canvas', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await page.getByRole('button', { name: 'New workflow' }).first().click();
  await page.getByRole('button', { name: /^From a template/ }).click();
  await page.getByRole('button', { name: /^Ask before a refund/ }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByLabel('amount').fill('250');
  await page.getByRole('button', { name: 'Run the test' }).click();
  await expect(page.getByText('Refund 250 for order A-1001?')).toBeVisible();
  await expect(page.getByRole('group', { name: /^Ask a person,/ })).toContainText('Waits for approval');
  await pictures(page, 'canvas-asks');
  await page.getByRole('button', { name: 'Decide' }).click();
  await pictures(page, 'canvas-decide');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('group', { name: /^Approved,/ })).toContainText('Succeeded');
  await expect(page.getByRole('group', { name: /^At once,/ })).toContainText('Skipped');

  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await expect(page.getByRole('row', { name: /Ask before a refund draft/ })).toContainText('Test');
});

test('values of the last run go into fields, and code knows what it is handed', async ({ page, server }) => {
  await signIn(page, `${server.url}/workflows`);
  await page.getByRole('link', { name: 'Clean up contacts' }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('button', { name: 'Run the test' }).click();
  const output = page.getByRole('group', { name: /^Clean contacts,/ });
  await expect(output).toContainText('Succeeded');
  await output.click();
  const field = page
    .getByRole('textbox', { name: /^output \(/ })
    .or(page.getByLabel('output', { exact: true }))
    .first();
  await field.fill('');
  await page.getByTitle('{{clean.removed}}').click();
  await expect(field).toHaveValue('{{clean.removed}}');
  await field.fill('{"left": "{{clean.removed}}", "right": "{{nobody.name}}"}');
  await expect(page.getByText('“nobody” is no node before this one.')).toBeVisible();
  await pictures(page, 'canvas-values');
  await field.fill('{{clean}}');

  await page.getByRole('group', { name: /^One form for all,/ }).click();
  await expect(page.getByLabel('What inputs holds, by the last run')).toContainText(
    'contacts: { name: string; email: string }[]',
  );
  const code = page.getByRole('textbox', { name: 'source' });
  await code.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('inputs.contacts[0].');
  await expect(page.getByRole('option', { name: /^email/ })).toBeVisible();
  await pictures(page, 'canvas-code');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
});
