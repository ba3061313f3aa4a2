import type { Answer } from '../http/Answer';
import type { Actor } from '../accounts/Tokens';
import { GitHubError } from '../GitHubError';
import type { GitHubApp } from '../model';
import type { Json } from '../views/Views';

/** A request to the API, taken apart. */
export interface Call {
  readonly method: string;
  /** Decoded parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly accept: string;
  /** Who asks; undefined for nobody in particular. */
  readonly actor?: Actor;
  /** The token with which they ask. */
  readonly token?: string;
  /** The app that asks; only where the route is for apps. */
  readonly app?: GitHubApp;
  /** `owner/name` as the repository writes it; empty where the route has none. */
  readonly repo: string;
  /** Address asked for, without the query: for the Link header. */
  readonly address: string;
}

/** Login of whoever asks. The route has made sure that there is somebody. */
export function login(call: Call): string {
  if (!call.actor) {
    throw new GitHubError(401, 'Requires authentication');
  }
  return call.actor.login;
}

/** A number in the path. */
export function numberParam(call: Call, name: string): number {
  const value = Number(call.params[name]);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw GitHubError.notFound();
  }
  return value;
}

/** A text in the body that must be there. */
export function text(call: Call, field: string, resource = 'Body'): string {
  const value = optionalText(call, field);
  if (value === undefined || value === '') {
    throw GitHubError.missing(resource, field);
  }
  return value;
}

/** A text in the body; null counts as absent. */
export function optionalText(call: Call, field: string): string | undefined {
  const value = call.body[field];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw new GitHubError(
      422,
      `Invalid request.\n\nFor '${field}', ${JSON.stringify(value)} is not a string.`,
    );
  }
  return value;
}

/** A full SHA; throws 422 for anything else. */
export function sha(value: string): string {
  if (!/^[0-9a-f]{40}$/.test(value)) {
    throw new GitHubError(
      422,
      'The sha parameter must be exactly 40 characters and contain only [0-9a-f].',
    );
  }
  return value;
}

/** A yes or no in the body. */
export function optionalFlag(call: Call, field: string): boolean | undefined {
  const value = call.body[field];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'boolean') {
    throw new GitHubError(
      422,
      `Invalid request.\n\nFor '${field}', ${JSON.stringify(value)} is not a boolean.`,
    );
  }
  return value;
}

/** A text in the body that must be one of a few; throws 422 for anything else. */
export function oneOf<T extends string>(
  call: Call,
  field: string,
  allowed: readonly T[],
): T {
  const value = text(call, field);
  const found = allowed.find(each => each === value);
  if (found === undefined) {
    throw GitHubError.invalid(
      'Body',
      field,
      `must be one of ${allowed.join(', ')}`,
    );
  }
  return found;
}

/** A list of texts in the body; absent counts as empty. */
export function texts(call: Call, field: string): string[] {
  const value = call.body[field] ?? [];
  if (!Array.isArray(value) || !value.every(each => typeof each === 'string')) {
    throw new GitHubError(
      422,
      `Invalid request.\n\nFor '${field}', ${JSON.stringify(value)} is not a list of strings.`,
    );
  }
  return value;
}

/** An object in the body. */
export function optionalObject(call: Call, field: string): Json | undefined {
  const value = call.body[field];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!isObject(value)) {
    throw new GitHubError(
      422,
      `Invalid request.\n\nFor '${field}', ${JSON.stringify(value)} is not an object.`,
    );
  }
  return value;
}

/** True for what `{…}` in JSON becomes. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Which page was asked for. */
export function pageOf(call: Call): { page: number; perPage: number } {
  const number = (name: string, otherwise: number) => {
    const value = Number(call.query.get(name) ?? otherwise);
    return Number.isSafeInteger(value) && value > 0 ? value : otherwise;
  };
  return {
    page: number('page', 1),
    perPage: Math.min(number('per_page', 30), 100),
  };
}

/**
 * One page of a list, with GitHub's Link header. `wrap` puts the page into an object, for the lists that have
 * `total_count`.
 */
export async function paged<T>(
  call: Call,
  items: readonly T[],
  view: (item: T) => unknown,
  wrap: (page: unknown[], total: number) => unknown = page => page,
): Promise<Answer> {
  const { page, perPage } = pageOf(call);
  const shown = await Promise.all(
    items.slice((page - 1) * perPage, page * perPage).map(view),
  );
  return {
    body: wrap(shown, items.length),
    headers: linkHeader(call, Math.ceil(items.length / perPage)),
  };
}

/** The Link header for a page among `last` pages. */
export function linkHeader(call: Call, last: number): Record<string, string> {
  const { page } = pageOf(call);
  const link = (number: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    return `<${call.address}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return links.length > 0 ? { link: links.join(', ') } : {};
}
