import type { Group, ResultByTime } from '@aws-sdk/client-cost-explorer';
import { AccountCost } from '../../store';
import { NOT_USE } from './costQuestions';
import { entityOf } from './entityOf';

/** The bill of each account: use by entity, what has no tag included, and credits, refunds and taxes. */
export function accountCosts(answers: {
  use: readonly ResultByTime[];
  adjustments: readonly ResultByTime[];
}): AccountCost[] {
  const costs = new Map<string, AccountCost>();
  const add = (
    months: readonly ResultByTime[],
    read: (group: Group) => Pick<AccountCost, 'entityRef' | 'kind'> | undefined,
  ) => {
    for (const { TimePeriod, Groups = [], Estimated = false } of months) {
      const month = TimePeriod?.Start?.slice(0, 'YYYY-MM'.length);
      for (const group of Groups) {
        const [, account] = group.Keys ?? [];
        const amount = Number(group.Metrics?.UnblendedCost?.Amount ?? NaN);
        const what = read(group);
        if (!month || !account || !what || !Number.isFinite(amount)) {
          continue;
        }
        const key = [account, month, what.entityRef, what.kind].join();
        const before = costs.get(key)?.amount ?? 0;
        costs.set(key, {
          account,
          month,
          ...what,
          amount: before + amount,
          estimated: Estimated,
        });
      }
    }
  };
  add(answers.use, group => ({ entityRef: entityOf(group), kind: 'Use' }));
  add(answers.adjustments, ({ Keys: [type] = [] }) => {
    const kind = NOT_USE.find(each => each === type);
    return kind && { entityRef: '', kind };
  });
  return [...costs.values()].filter(({ amount }) => amount !== 0);
}
