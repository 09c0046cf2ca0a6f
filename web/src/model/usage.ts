/** A day's runs, by how they ended. */
export interface Day {
  day: string;
  total: number;
  parts: { status: string; runs: number }[];
}

const DAY_MS = 86_400_000;

/** The last days, those without runs too; the last is today. */
export function daysOf(
  counts: { day: string; status: string; runs: number }[],
  now: number,
  length: number,
): Day[] {
  return Array.from({ length }, (_, at) => {
    const day = new Date(now - (length - 1 - at) * DAY_MS).toISOString().slice(0, 10);
    const parts = counts.filter((one) => one.day === day).map(({ status, runs }) => ({ status, runs }));
    return { day, parts, total: parts.reduce((sum, one) => sum + one.runs, 0) };
  });
}

/** A round figure that is not below the largest. */
export function topOf(days: Day[]): number {
  const most = Math.max(1, ...days.map((day) => day.total));
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= most) ?? most;
}
