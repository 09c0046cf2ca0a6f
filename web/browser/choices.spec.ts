import { buildDesk, Desk, TOKEN } from './desk';
import { expect, pictures, setUp, tell, test as base } from './page';
import { Server } from './server';

const test = base.extend<object, { desk: Desk; server: Server }>({
  desk: [
    async ({ journeys: _ }, use) => {
      const desk = await Desk.open();
      await use(desk);
      desk.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ desk }, use) => {
      const server = await Server.start({ TRIGGO_EGRESS_ALLOW: new URL(desk.url).host }, buildDesk);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

test.use({
  journeys: 'choices',
  // That the service refuses is shown beside the field.
  bears: [/status of 400.*\/choices\/card\)/],
});

const READS = {
  nodes: [
    { id: 'action_input', type: 'action_input', config: { inputSchema: { type: 'object' } } },
    { id: 'read', type: 'connector', name: 'Read', connector: 'desk', operation: 'read_card', config: {} },
    { id: 'return_output', type: 'return_output', config: { output: '{{read.id}}' } },
  ],
  edges: [
    { source: 'action_input', target: 'read' },
    { source: 'read', target: 'return_output' },
  ],
};

interface Kept {
  definition: { nodes: { id: string; config: Record<string, unknown> }[] };
}

test('what a service has is chosen from a list, or typed', async ({ page, server, desk }) => {
  await setUp(page, server);
  const { id } = await tell(page, 'POST', '/workflows', { name: 'Cards', definition: READS });
  await page.goto(`${server.url}/workflows/${id}`);
  await page.getByRole('group', { name: /^Read,/ }).click();
  const board = page.getByRole('combobox', { name: /^board/ });
  const card = page.getByRole('combobox', { name: /^card/ });
  const list = page.getByRole('listbox');
  await expect(page.getByText('Reads a card of a board.'), 'what the operation does').toBeVisible();
  const cards = () => desk.asked.filter((path) => path.endsWith('/cards'));
  const kept = async () => {
    const whole = (await tell(page, 'GET', `/workflows/${id}`, undefined)) as unknown as Kept;
    return whole.definition.nodes.find((one) => one.id === 'read')?.config;
  };

  await test.step('nobody is asked before there is a connection to ask with', async () => {
    await expect(board).toHaveAccessibleDescription(/Choose a connection/);
    await board.press('ArrowDown');
    await expect(list).toHaveCount(0);
    await page.getByRole('button', { name: 'New connection' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Our desk');
    await dialog.getByLabel('Address').fill(desk.url);
    await dialog.getByLabel('Token').fill(TOKEN);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByLabel('Connection', { exact: true }).locator('option:checked')).toHaveText(
      'Our desk',
    );
    await expect(card).toHaveAccessibleDescription(/Fill in board first/);
    expect(desk.asked).toEqual([]);
  });

  await test.step('with the keyboard: typing asks once, and narrows what is shown', async () => {
    await board.pressSequentially('gard');
    await expect(list.getByRole('option')).toHaveCount(1);
    await board.fill('');
    await expect(list.getByRole('option')).toHaveCount(2);
    await pictures(page, 'choices-open');
    await board.press('ArrowDown');
    await board.press('Enter');
    await expect(board).toHaveValue('b1');
    await expect(list).toHaveCount(0);
    await expect(board, 'what people call it').toHaveAccessibleDescription(/Kitchen/);
    await expect.poll(kept).toEqual({ board: 'b1' });
    expect(desk.asked).toEqual(['/boards']);
  });

  await test.step('a service that refuses is quoted, and asked again by who wants it', async () => {
    desk.isClosed = true;
    await card.click();
    await expect(page.getByText('The desk is closed today.')).toBeVisible();
    await card.pressSequentially('Card');
    await expect(card).toHaveValue('Card');
    await pictures(page, 'choices-refused');
    await board.press('End');
    await board.pressSequentially('12');
    await board.press('Backspace');
    await board.press('Backspace');
    await board.press('Escape');
    await expect(board).toHaveValue('b1');
    expect(cards(), 'nothing is asked for by typing').toEqual(['/boards/b1/cards']);
    desk.isClosed = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(list.getByRole('option')).toHaveCount(3);
    await expect(card).toBeFocused();
    await list.getByRole('option', { name: /Card 2/ }).click();
    await expect(card).toHaveValue('b1-c2');
    await expect(page.getByText('The desk is closed today.')).toHaveCount(0);
  });

  await test.step('what it needs has changed: it is asked anew, when it is opened', async () => {
    desk.asked.length = 0;
    await board.fill('b2');
    await expect(list.getByRole('option', { name: /Garden/ })).toBeVisible();
    await board.press('Escape');
    await card.fill('');
    await card.press('ArrowDown');
    await expect(page.getByText('900 more fit')).toBeVisible();
    await expect(page.getByText('The service has more than it told')).toBeVisible();
    await pictures(page, 'choices-many');
    await card.pressSequentially('b2-c77');
    await expect(list.getByRole('option')).toHaveCount(11);
    expect(cards()).toEqual(['/boards/b2/cards']);
  });

  await test.step('any text and templates are taken, and a template asks for nothing', async () => {
    await card.fill('one that is not listed');
    await expect(page.getByText('None fits: what is typed is taken as it is.')).toBeVisible();
    await expect.poll(kept).toEqual({ board: 'b2', card: 'one that is not listed' });
    await board.fill('{{action_input.board}}');
    await expect(list).toHaveCount(0);
    await expect(card).toHaveAccessibleDescription(/board holds a template/);
    await card.fill('{{action_input.card}}');
    await expect(list).toHaveCount(0);
    await expect.poll(kept).toEqual({ board: '{{action_input.board}}', card: '{{action_input.card}}' });
    expect(cards()).toEqual(['/boards/b2/cards']);
    await page.reload();
    await page.getByRole('group', { name: /^Read,/ }).click();
    await board.press('Escape');
    await expect(board, 'Escape shuts lists and nothing else').toHaveValue('{{action_input.board}}');
  });
});
