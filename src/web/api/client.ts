/** Calls the API of the service that the pages came from. */

import type { Problem } from '../../http/problem.ts';
import type { ListPage } from './types.ts';

/** An answer that is no success, or none at all. */
export class ApiError extends Error {
  /** 0 when nothing answered. */
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null) {
    super(
      problem?.detail ?? (status === 0 ? 'the service does not answer' : `the service answered ${status}`),
    );
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }
}

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export interface Request {
  readonly query?: Query;
  /** Of a change: your name for it, so that sent twice it is done once. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export interface Api {
  get<T>(path: string, request?: Request): Promise<T>;
  /** @param body sent as JSON; a string is sent as CSV */
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, request?: Request): Promise<T>;
  /** All items of a list, page by page. */
  all<Item>(path: string, request?: Request): Promise<Item[]>;
  /** The bytes of a document. */
  file(path: string, request?: Request): Promise<Blob>;
  /** The answer itself, for streams. @throws ApiError when it is no success */
  open(path: string, init?: RequestInit): Promise<Response>;
}

const TOO_MANY = 429;
const LARGEST_PAGE = 1000;
const MOST_TRIES = 3;

/** Whether the same call may succeed a little later. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  const status = error instanceof ApiError ? error.status : 0;
  return failures < MOST_TRIES && (status === 0 || status === TOO_MANY || status >= 500);
}

/** @param onRefused told when the key is no longer taken */
export function createApi(key: string, onRefused: () => void): Api {
  const open = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` };
    const answer = await fetch(path, { ...init, headers }).catch((error: unknown) => {
      if (init.signal?.aborted === true) throw error;
      throw new ApiError(0, null);
    });
    if (answer.ok) return answer;
    if (answer.status === 401) onRefused();
    throw new ApiError(answer.status, await problemOf(answer));
  };
  const get = async <T>(path: string, { query = {}, signal }: Request = {}): Promise<T> =>
    (await open(pathWith(path, query), signal === undefined ? {} : { signal })).json() as Promise<T>;
  return {
    open,
    get,
    async send<T>(method: string, path: string, body?: unknown, request: Request = {}): Promise<T> {
      const { query = {}, idempotencyKey } = request;
      const { headers, ...content } = contentOf(body);
      const named = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      const init = { method, ...content, headers: { ...headers, ...named } };
      const answer = await open(pathWith(path, query), init);
      const text = await answer.text();
      return (text === '' ? null : JSON.parse(text)) as T;
    },
    async all<Item>(path: string, { query = {}, signal }: Request = {}): Promise<Item[]> {
      const items: Item[] = [];
      let cursor: string | null = null;
      do {
        const asked: Query = { limit: LARGEST_PAGE, ...query, cursor };
        const page: ListPage<Item> = await get(path, { query: asked, ...(signal ? { signal } : {}) });
        items.push(...page.items);
        cursor = page.next;
      } while (cursor !== null);
      return items;
    },
    async file(path, { query = {}, signal } = {}) {
      return (await open(pathWith(path, query), signal === undefined ? {} : { signal })).blob();
    },
  };
}

function contentOf(body: unknown): { body?: string; headers?: Record<string, string> } {
  if (body === undefined) return {};
  const type = typeof body === 'string' ? 'text/csv' : 'application/json';
  return { headers: { 'content-type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function pathWith(path: string, query: Query): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) asked.set(name, String(value));
  }
  return asked.size === 0 ? path : `${path}?${asked}`;
}

async function problemOf(answer: Response): Promise<Problem | null> {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
  return isProblem ? ((await answer.json()) as Problem) : null;
}
