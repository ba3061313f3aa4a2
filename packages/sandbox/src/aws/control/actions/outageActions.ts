import type { Outage } from '../Outage';
import type { Actions } from './Actions';

/** AWS out of reach. */
export function outageActions(outage: Outage): Actions {
  return {
    outage: input => {
      const seconds = input.number('seconds', {
        default: 60,
        min: 0,
        max: 3600,
      });
      const kind =
        input.choice('kind', ['unavailable', 'hang-up']) ?? 'unavailable';
      input.end();
      if (seconds === 0) {
        outage.end();
      } else {
        outage.begin(seconds, kind);
      }
      return { until: outage.until ?? null };
    },
  };
}
