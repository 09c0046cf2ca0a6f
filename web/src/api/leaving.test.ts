import { expect, it, vi } from 'vitest';
import { beforeLeaving, last, passing } from './leaving';

/** A server that answers when it is told to, and breaks off when it is asked to. */
function server() {
  const asked: { answer: () => void; signal?: AbortSignal }[] = [];
  const ask = (signal?: AbortSignal) =>
    new Promise<Response>((resolve, reject) => {
      asked.push({ answer: () => resolve(new Response()), signal });
      signal?.addEventListener('abort', () => reject(new Error('broken off')));
    });
  return { asked, ask };
}

it('holds up what is asked while the session ends, and asks it again when it did not end', async () => {
  const { asked, ask } = server();
  const before = passing(true, undefined, ask);
  let fail = (_: Error) => {};
  const end = vi.fn(() => new Promise<void>((_, reject) => (fail = reject)));
  const ended = last(end);
  await vi.waitFor(() => expect(end).toHaveBeenCalled());
  expect(asked[0]?.signal?.aborted).toBe(true);
  const during = passing(false, undefined, ask);
  expect(asked).toHaveLength(1);

  fail(new Error('not now'));
  await expect(ended).rejects.toThrow('not now');
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  for (const one of asked) one.answer();
  expect(await before).toBeInstanceOf(Response);
  expect(await during).toBeInstanceOf(Response);
});

it('ends nothing before what was typed is sent, and what is on its way has arrived', async () => {
  const { asked, ask } = server();
  const saving = passing(false, undefined, ask);
  const forget = beforeLeaving(() => passing(false, undefined, ask));
  const end = vi.fn(() => Promise.reject(new Error('not now')));
  const ended = last(end).catch(() => undefined);
  expect(asked).toHaveLength(2);
  asked[1]?.answer();
  await new Promise((resolve) => setTimeout(resolve));
  expect(end).not.toHaveBeenCalled();
  asked[0]?.answer();
  await saving;
  await ended;
  expect(end).toHaveBeenCalledOnce();
  forget();
});

it('passes on that whoever asked does not want to know any more', async () => {
  const { ask } = server();
  const stop = new AbortController();
  const read = passing(true, stop.signal, ask);
  stop.abort();
  await expect(read).rejects.toThrow('broken off');
});
