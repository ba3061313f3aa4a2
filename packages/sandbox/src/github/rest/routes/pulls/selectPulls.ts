import type { Pull } from '../../../model';
import type { Call } from '../../Call';

/** The pull requests that the query asks for, in its order. */
export function selectPulls(call: Call, all: Pull[]): Pull[] {
  const { query } = call;
  const state = query.get('state') ?? 'open';
  const owner = call.repo.split('/')[0];
  const head = query.get('head');
  const base = query.get('base');
  const key: keyof Pull =
    query.get('sort') === 'updated' ? 'updatedAt' : 'number';
  const ascending = query.get('direction') === 'asc';
  return all
    .filter(
      pull =>
        (state === 'all' || pull.state === state) &&
        (!head || `${owner}:${pull.headRef}` === head) &&
        (!base || pull.baseRef === base),
    )
    .sort((one, other) => {
      const order =
        Number(one[key] > other[key]) - Number(one[key] < other[key]);
      return ascending ? order : -order;
    });
}
