import { last, passing } from './leaving';
import type { Json, JsonObject, ProblemCode, Routes } from './types';

export type Route = keyof Routes;
export type Answer<R extends Route> = Routes[R]['answer'];

/** What a call takes: the names in the route's path, its query, its body. */
export interface Ask<R extends Route> {
  path?: Record<string, string>;
  query?: Routes[R]['query'];
  body?: Routes[R]['body'];
}

/** The server's refusal, in its own words. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode | 'UNREACHABLE',
    message: string,
    readonly details: Json[],
    readonly requestId: string,
  ) {
    super(message);
  }
}

let csrfToken = '';
let whenSignedOut: () => void = () => {};
let whenRefused: () => void = () => {};

/** Takes the session's token, which goes with all that changes something. */
export function keepToken(token: string): void {
  csrfToken = token;
}

export function onSignedOut(then: () => void): void {
  whenSignedOut = then;
}

/** What is done when the server says that somebody may not: the page may know of a role that is no longer theirs. */
export function onRefused(then: () => void): void {
  whenRefused = then;
}

function address(route: string, path: Record<string, string>, query: JsonObject): string {
  const template = route.slice(route.indexOf(' ') + 1);
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `/api/v1/app${filled}${text ? `?${text}` : ''}`;
}

async function problemOf(response: Response): Promise<ProblemError> {
  const body = (await response.json().catch(() => ({}))) as Partial<{
    error: string;
    code: ProblemCode;
    details: Json[];
    requestId: string;
  }>;
  return new ProblemError(
    response.status,
    body.code ?? 'UNREACHABLE',
    body.error ?? `The server answered ${response.status}.`,
    body.details ?? [],
    body.requestId ?? '',
  );
}

interface Request {
  method: string;
  url: string;
  body?: string;
  type?: string;
}

async function sendNow({ method, url, body, type }: Request, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = type ?? 'application/json';
  if (method !== 'GET') headers['x-csrf-token'] = csrfToken;
  try {
    return await fetch(url, { method, headers, body, signal, credentials: 'same-origin', cache: 'no-store' });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new ProblemError(0, 'UNREACHABLE', 'The server cannot be reached. Is it running?', [], '');
  }
}

function send(request: Request, signal?: AbortSignal): Promise<Response> {
  return passing(request.method === 'GET', signal, (own) => sendNow(request, own));
}

function requestOf<R extends Route>(route: R, ask: Ask<R>): Request {
  return {
    method: route.slice(0, route.indexOf(' ')),
    url: address(route, ask.path ?? {}, (ask.query ?? {}) as JsonObject),
    body: ask.body === undefined ? undefined : JSON.stringify(ask.body),
  };
}

async function read<R extends Route>(response: Response, quietly: boolean): Promise<Answer<R>> {
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && !quietly) whenSignedOut();
    if (problem.status === 403 && !quietly) whenRefused();
    throw problem;
  }
  if (response.status === 204) return undefined as Answer<R>;
  const answer = (await response.json()) as Answer<R>;
  if (answer && typeof answer === 'object' && 'csrfToken' in answer) keepToken(String(answer.csrfToken));
  return answer;
}

/** Calls the page's door. Throws ProblemError; with a signal, what that was aborted with. */
export async function call<R extends Route>(
  route: R,
  ask: Ask<R> = {},
  signal?: AbortSignal,
): Promise<Answer<R>> {
  const quietly = route === 'GET /session' || route === 'POST /sign-in';
  return read<R>(await send(requestOf(route, ask), signal), quietly);
}

/** As call, for what ends the session or makes it another's. After it the page is left. */
export function leave<R extends Route>(route: R, ask: Ask<R> = {}): Promise<Answer<R>> {
  return last(async () => read<R>(await sendNow(requestOf(route, ask)), false));
}

/** Saves a new workflow from YAML, of which JSON is a part. */
export async function createFromText(text: string): Promise<Answer<'POST /workflows'>> {
  return read<'POST /workflows'>(
    await send({ method: 'POST', url: '/api/v1/app/workflows', body: text, type: 'application/yaml' }),
    false,
  );
}

/** Everything that was done, as lines of JSON, in the parts that the server hands out. */
export async function wholeAudit(): Promise<string[]> {
  const parts: string[] = [];
  for (let cursor = ''; ;) {
    const url = address('GET /audit/export', {}, cursor ? { cursor } : {});
    const response = await send({ method: 'GET', url });
    if (!response.ok) throw await problemOf(response);
    const part = await response.text();
    const next = response.headers.get('x-next-cursor') ?? '';
    if (part === '') return parts;
    parts.push(part);
    if (next === '' || next === cursor) return parts;
    cursor = next;
  }
}
