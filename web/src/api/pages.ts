import { call, type Answer, type Ask, type Route } from './client';

/** The routes that give a list page by page, the most at a time here. */
export type ListRoute = {
  [R in Extract<Route, `GET ${string}`>]: Answer<R> extends { nextCursor: string | null } ? R : never;
}[Extract<Route, `GET ${string}`>];

const MOST = 100;

/** What is listed on all pages, in their order. For what somebody chooses from: a part of it would look like the whole. */
export async function allPages<R extends ListRoute, T>(
  route: R,
  itemsOf: (page: Answer<R>) => T[],
  ask: Ask<R> = {},
  signal?: AbortSignal,
): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined; ;) {
    const query = { ...ask.query, limit: MOST, cursor };
    const page: Answer<R> & { nextCursor: string | null } = await call(route, { ...ask, query }, signal);
    all.push(...itemsOf(page));
    if (!page.nextCursor) return all;
    cursor = page.nextCursor;
  }
}
