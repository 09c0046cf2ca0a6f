import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, leave, type Answer, type Ask, type ProblemError, type Route } from './client';
import { allPages, type ListRoute } from './pages';

type ReadRoute = Extract<Route, `GET ${string}`>;

interface Watching<R extends ReadRoute> {
  enabled?: boolean;
  /** Asked again this often, in milliseconds, while the page is looked at. */
  every?: number | false | ((answer: Answer<R> | undefined) => number | false);
  keepsPrevious?: boolean;
  /** Asked again by each screen that opens, however young the last answer is. */
  always?: boolean;
}

export function keyOf<R extends ReadRoute>(route: R, ask: Ask<R> = {}): unknown[] {
  return [route, ask.path ?? {}, ask.query ?? {}];
}

/** What a route answers, kept and shared by all who ask the same. */
export function useAsk<R extends ReadRoute>(
  route: R,
  ask: Ask<R> = {},
  watching: Watching<R> = {},
): UseQueryResult<Answer<R>, ProblemError> {
  const every = watching.every;
  const options: UseQueryOptions<Answer<R>, ProblemError, Answer<R>> = {
    queryKey: keyOf(route, ask),
    queryFn: ({ signal }) => call(route, ask, signal),
    enabled: watching.enabled ?? true,
    refetchInterval: typeof every === 'function' ? (query) => every(query.state.data) : (every ?? false),
  };
  if (watching.keepsPrevious) Object.assign(options, { placeholderData: keepPreviousData });
  if (watching.always) options.refetchOnMount = 'always';
  return useQuery(options) as UseQueryResult<Answer<R>, ProblemError>;
}

/** What a route lists, on however many pages; asked again the more seldom, the more there is. */
export function useAll<R extends ListRoute, T>(
  route: R,
  itemsOf: (page: Answer<R>) => T[],
  ask: Ask<R> = {},
  { enabled = true, every }: { enabled?: boolean; every?: number } = {},
): UseQueryResult<T[], ProblemError> {
  return useQuery<T[], ProblemError>({
    queryKey: [...keyOf(route, ask), 'all'],
    queryFn: ({ signal }) => allPages(route, itemsOf, ask, signal),
    enabled,
    refetchInterval: every
      ? (query) => every * (1 + Math.floor((query.state.data?.length ?? 0) / 100))
      : false,
  });
}

/** Every action that is published. */
export function useActions(enabled = true) {
  return useAll('GET /actions', (page) => page.actions, {}, { enabled });
}

/**
 * What a form begins with: nothing while a newer answer is on its way, since what is typed is not replaced by it later, and
 * would be saved over it.
 */
export function useSettled<T>(query: UseQueryResult<T, ProblemError>): T | undefined {
  const [begun, setBegun] = useState(false);
  const settled = begun || !query.isFetching;
  useEffect(() => setBegun(settled), [settled]);
  return settled ? query.data : undefined;
}

/** A call after which the page is left: the session has ended, or is one of another workspace. */
export function useLeave<R extends Route>(route: R): UseMutationResult<Answer<R>, ProblemError, Ask<R>> {
  return useMutation<Answer<R>, ProblemError, Ask<R>>({ mutationFn: (ask) => leave(route, ask) });
}

/** A call that changes something; what was read by the routes that it names is read again. */
export function useTell<R extends Route>(
  route: R,
  refreshes: ReadRoute[] = [],
): UseMutationResult<Answer<R>, ProblemError, Ask<R>> {
  const client = useQueryClient();
  return useMutation<Answer<R>, ProblemError, Ask<R>>({
    mutationFn: (ask) => call(route, ask),
    // Not waited for: what is read may take away the very row that called, and with it what it has to say of the end.
    onSuccess: () => {
      for (const read of refreshes) void client.invalidateQueries({ queryKey: [read] });
    },
  });
}
