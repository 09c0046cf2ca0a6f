import { describe, expect, it } from 'vitest';
import { daysOf, topOf } from './usage';

describe('runs by day', () => {
  it('show days without runs too', () => {
    const days = daysOf(
      [
        { day: '2026-03-01', status: 'failed', runs: 2 },
        { day: '2026-03-01', status: 'succeeded', runs: 5 },
      ],
      Date.parse('2026-03-02T10:00:00Z'),
      3,
    );
    expect(days.map(({ day, total }) => [day, total])).toEqual([
      ['2026-02-28', 0],
      ['2026-03-01', 7],
      ['2026-03-02', 0],
    ]);
    expect(topOf(days)).toBe(10);
    expect(topOf([])).toBe(1);
  });
});
