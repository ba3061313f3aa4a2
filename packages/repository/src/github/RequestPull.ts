import type { RestEndpointMethodTypes } from '@octokit/rest';
import {
  parseRequestMarker,
  type RequestMarker,
} from '../request/requestMarker';

/** A pull request as GitHub lists it. */
export type ListedPull =
  RestEndpointMethodTypes['pulls']['list']['response']['data'][number];

/** A pull request that Plinth made. */
export interface RequestPull {
  readonly number: number;
  readonly url: string;
  /** Login that opened it: the portal's own. */
  readonly author: string;
  readonly branch: string;
  readonly headCommit: string;
  readonly state: 'open' | 'merged' | 'closed';
  /** When it was merged or closed. */
  readonly closedAt: Date | undefined;
  readonly labels: readonly string[];
  /** Undefined when its description does not end in a marker, or no longer. */
  readonly marker: RequestMarker | undefined;
}

/** What counts of a pull request as GitHub lists it. */
export function toRequestPull(pull: ListedPull): RequestPull {
  const ended = pull.merged_at ? 'merged' : 'closed';
  return {
    number: pull.number,
    url: pull.html_url,
    author: pull.user?.login ?? '',
    branch: pull.head.ref,
    headCommit: pull.head.sha,
    state: pull.state === 'open' ? 'open' : ended,
    closedAt: pull.closed_at ? new Date(pull.closed_at) : undefined,
    labels: pull.labels.map(({ name }) => name),
    marker: parseRequestMarker(pull.body),
  };
}
