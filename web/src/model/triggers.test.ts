import { describe, expect, it } from 'vitest';
import type { Definition } from './definition';
import { begun } from './begin';
import { firingsQuery, secondsOf, spanOf } from './triggers';

const takesInput = (type: string) => type !== 'action_input' && type !== 'trigger';
const hook = { id: 'trigger_1', type: 'trigger', connector: 'inbound-webhook' };

describe('what begins a workflow', () => {
  it('takes the place of what began it, with all that follows', () => {
    const before: Definition = {
      nodes: [
        { id: 'action_input', type: 'action_input', position: { x: 5, y: 7 } },
        { id: 'set_1', type: 'set' },
      ],
      edges: [{ id: 'e1', source: 'action_input', target: 'set_1' }],
    };
    const after = begun(before, hook, takesInput);
    expect(after.nodes.map((node) => node.id)).toEqual(['trigger_1', 'set_1']);
    expect(after.nodes[0]?.position).toEqual({ x: 5, y: 7 });
    expect(after.edges).toEqual([{ id: 'e1', source: 'trigger_1', target: 'set_1' }]);
  });

  it('comes before all that nothing leads to, and not into a loop', () => {
    const before: Definition = {
      nodes: [
        { id: 'set_1', type: 'set', position: { x: 100, y: 40 } },
        { id: 'loop_1', type: 'loop', position: { x: 0, y: 300 } },
        { id: 'set_2', type: 'set', parentId: 'loop_1' },
        { id: 'set_3', type: 'set' },
      ],
      edges: [{ id: 'e1', source: 'set_1', target: 'set_3' }],
    };
    const after = begun(before, hook, takesInput);
    const to = after.edges.filter((edge) => edge.source === 'trigger_1').map((edge) => edge.target);
    expect(to).toEqual(['set_1', 'loop_1']);
    expect(after.nodes.at(-1)?.position).toEqual({ x: -310, y: 40 });
  });
});

describe('the form of a schedule', () => {
  it('shows seconds in the largest unit that fits, and reads them back', () => {
    expect(spanOf(7200)).toEqual({ count: '2', unit: 'hours' });
    expect(spanOf(5400)).toEqual({ count: '90', unit: 'minutes' });
    expect(spanOf(61)).toEqual({ count: '61', unit: 'seconds' });
    expect(spanOf(undefined)).toEqual({ count: '', unit: 'minutes' });
    expect(secondsOf('90', 'minutes')).toBe(5400);
    expect(secondsOf('', 'minutes')).toBeUndefined();
    expect(secondsOf('soon', 'minutes')).toBe('soon');
    expect(spanOf('soon')).toEqual({ count: 'soon', unit: 'minutes' });
  });

  it('asks when it fires once there is something to ask', () => {
    expect(firingsQuery({ mode: 'interval' })).toBeUndefined();
    expect(firingsQuery({ mode: 'interval', seconds: 'soon' })).toBeUndefined();
    expect(firingsQuery({ mode: 'cron', cron: '' })).toBeUndefined();
    expect(firingsQuery({ mode: 'interval', seconds: 60 })).toMatchObject({ mode: 'interval', seconds: 60 });
    expect(firingsQuery({ mode: 'cron', cron: '0 9 * * *', timezone: 'UTC' })).toEqual({
      mode: 'cron',
      cron: '0 9 * * *',
      timezone: 'UTC',
    });
  });
});
