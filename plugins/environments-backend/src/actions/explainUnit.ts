import type {
  Change,
  Costs,
  EnvironmentsApi,
  Freshness,
  Health,
  StackDrift,
} from '@plinth/plugin-environments-common';
import { refusalOf } from '@plinth/plugin-environments-node';

/** How many of the latest changes explain a state. */
const CHANGES = 10;

/** What is known of a unit, as far as the caller may read it. */
export interface UnitExplanation {
  health: { [K in keyof Health]: Health[K] };
  drift: Array<{ stack: string } & { [K in keyof StackDrift]: StackDrift[K] }>;
  costs?: Omit<Costs, 'days' | 'commits'>;
  changes?: Array<{ [K in keyof Change]: Change[K] }>;
  changesFreshness?: { [K in keyof Freshness]: Freshness[K] };
  unreadable: Array<{ part: string; reason: string }>;
}

/**
 * Gathers the state of a unit and the reasons for it. Without its health there is nothing to explain, so that a refusal
 * of that is thrown; what else is refused is named.
 */
export async function explainUnit(
  api: EnvironmentsApi,
  entityRef: string,
  as: { token: string },
): Promise<UnitExplanation> {
  const unreadable: UnitExplanation['unreadable'] = [];
  const readable = <T>(part: string, reading: Promise<T>) =>
    reading.catch((error: Error) => {
      unreadable.push({ part, reason: refusalOf(error).message });
      return undefined;
    });

  const health = await api.getHealth(entityRef, as);
  const drifted = health.stacks.filter(
    stack => stack.drift.status === 'DRIFTED',
  );
  const [costs, changes, ...drifts] = await Promise.all([
    readable('costs', api.getCosts(entityRef, {}, as)),
    readable('changes', api.listChanges(entityRef, { limit: CHANGES }, as)),
    ...drifted.map(({ name }) =>
      readable(
        `drift of ${name}`,
        api
          .getStackDrift(entityRef, name, as)
          .then(drift => ({ stack: name, ...drift })),
      ),
    ),
  ]);
  return {
    health,
    drift: drifts.filter(drift => drift !== undefined),
    costs: costs && withoutDays(costs),
    changes: changes?.items,
    changesFreshness: changes?.freshness,
    unreadable,
  };
}

/** The sums say it; a year of days would only be long. */
function withoutDays(costs: Costs): UnitExplanation['costs'] {
  const { days, commits, ...sums } = costs;
  return sums;
}
