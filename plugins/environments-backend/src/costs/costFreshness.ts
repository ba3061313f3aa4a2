import type { Freshness } from '@plinth/plugin-environments-common';
import { costExplorerSource, ReadingStore } from '../store';

/** How old what Cost Explorer told is; that nothing is asked where no account is named that pays. */
export async function costFreshness(
  readings: ReadingStore,
  payerAccount: string | undefined,
): Promise<Freshness> {
  if (!payerAccount) {
    return {
      readAt: null,
      source: 'Cost Explorer',
      stale: true,
      reason:
        'No cost is collected: environments.payerAccount is not configured.',
    };
  }
  const [freshness] = await readings.freshness([
    costExplorerSource(payerAccount),
  ]);
  return freshness;
}
