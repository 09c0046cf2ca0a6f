import { describe, expect, it } from 'vitest';
import { brief, inputOf, pinOf, present, statusesOf, stepsOf, type Run, type Step } from './trial';

const step = (nodeId: string, status: string, more: Partial<Step> = {}): Step => ({
  nodeId,
  status,
  name: nodeId,
  type: 'set',
  attempt: 1,
  ...more,
});
const run = (steps: Step[]) => ({ steps }) as unknown as Run;

describe('what a run shows on the canvas', () => {
  it('is the worst of what came of a node in a loop', () => {
    const found = statusesOf(
      run([step('a', 'succeeded'), step('a', 'failed'), step('a', 'succeeded'), step('b', 'ready')]),
      true,
    );
    expect(Object.fromEntries(found)).toEqual({ a: 'failed', b: 'pending' });
    expect(statusesOf(run([step('b', 'ready')]), false).get('b')).toBe('ready');
  });

  it('shows the last item that has an output', () => {
    const found = stepsOf(
      run([step('a', 'succeeded', { output: 1 }), step('a', 'succeeded', { output: 2 })]),
    );
    expect(found.get('a')?.output).toBe(2);
    const failed = stepsOf(run([step('a', 'succeeded', { output: 1 }), step('a', 'failed')]));
    expect(failed.get('a')?.output).toBe(1);
  });
});

describe('a kept output', () => {
  it('names the branch where there are several', () => {
    expect(pinOf({ id: 'c', type: 'condition' }, { result: true })).toEqual({
      output: { result: true },
      handle: 'true',
    });
    expect(pinOf({ id: 's', type: 'switch' }, { case: 'paid' })).toEqual({
      output: { case: 'paid' },
      handle: 'paid',
    });
    expect(pinOf({ id: 'x', type: 'set' }, [1])).toEqual([1]);
  });

  it('goes with its node, and is none of an end', () => {
    const nodes = [
      { id: 'a', type: 'action_input' },
      { id: 'b', type: 'set' },
    ];
    expect(present({ a: 1, b: 2, c: 3 }, nodes)).toEqual({ b: 2 });
  });

  it('is shown in short', () => {
    expect(brief({ a: 'x'.repeat(90) })).toHaveLength(60);
    expect(brief('one')).toBe('one');
  });
});

describe('the input of a run', () => {
  it('is known where it was written down whole', () => {
    expect(inputOf(run([step('a', 'succeeded', { type: 'action_input', output: { n: 1 } })]))).toEqual({
      n: 1,
    });
    expect(
      inputOf(run([step('a', 'succeeded', { type: 'action_input', output: { key: '[redacted:api-key]' } })])),
    ).toBeUndefined();
    expect(inputOf(run([]))).toBeUndefined();
  });
});
