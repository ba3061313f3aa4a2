import { ACCOUNT_QUOTAS, type AccountQuota } from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import { messageOf } from '../errors';
import { quotaNeeds, type ChangingStack, type QuotaNeed } from './quotaNeeds';
import {
  WHOLE_REGION,
  type QuotaReader,
  type QuotaStanding,
} from './QuotaReader';

/**
 * Warns where the account has no room for what the stacks would take, and where nobody can tell. A warning and no error: other
 * changes take and give back as well, until this one is deployed, and CloudFormation refuses what is too much by itself.
 */
export async function quotaFindings(
  stacks: readonly ChangingStack[],
  reader: QuotaReader,
): Promise<Finding[]> {
  const told = await Promise.all(
    quotaNeeds(stacks).map(need => findingsOf(need, reader)),
  );
  return told.flat();
}

async function findingsOf(
  need: QuotaNeed,
  reader: QuotaReader,
): Promise<Finding[]> {
  const quota: AccountQuota | undefined = ACCOUNT_QUOTAS.find(
    ({ name }) => name === need.quota,
  );
  if (!quota) {
    return [];
  }
  try {
    return excesses(need, quota, await reader.standing(need.place, quota));
  } catch (error) {
    return [unknown(need, messageOf(error))];
  }
}

function excesses(
  need: QuotaNeed,
  quota: AccountQuota,
  { limit, used }: QuotaStanding,
): Finding[] {
  const everywhere = used.get(WHOLE_REGION) ?? 0;
  const fullest = Math.max(
    0,
    ...[...used].map(([zone, each]) => (zone === WHOLE_REGION ? 0 : each)),
  );
  return [...need.amounts].flatMap(([zone, amount]) => {
    // What will be in a zone that nobody knows yet may be in the one that has the most.
    const has =
      everywhere + (zone === WHOLE_REGION ? fullest : (used.get(zone) ?? 0));
    if (amount === undefined) {
      return [
        unknown(
          need,
          'the template leaves how much it takes to the deployment',
        ),
      ];
    }
    return has + amount > limit
      ? [excess(need, quota, { zone, amount, has, limit })]
      : [];
  });
}

function excess(
  need: QuotaNeed,
  quota: AccountQuota,
  figures: { zone: string; amount: number; has: number; limit: number },
): Finding {
  const { account, region } = need.place;
  const { zone, amount, has, limit } = figures;
  return warning(
    need,
    `${quota.name}: account ${account} has ${has} of ${limit} in ${zone || region} already, and this change takes ${amount} more, so that its deployment would fail and be rolled back. ${remedy(need, quota, has + amount)}`,
  );
}

function remedy(
  { place: { region } }: QuotaNeed,
  { code }: AccountQuota,
  wanted: number,
): string {
  return code
    ? `Remove what nobody needs, or have the account ask for more before you merge: aws service-quotas request-service-quota-increase --region ${region} --service-code ${code.service} --quota-code ${code.quota} --desired-value ${Math.ceil(wanted)}`
    : 'Remove what nobody needs; AWS raises this one for nobody.';
}

function unknown(need: QuotaNeed, reason: string): Finding {
  const { account, region } = need.place;
  const amounts = [...need.amounts.values()];
  const sum = amounts.every(amount => amount !== undefined)
    ? `${amounts.reduce((all, amount) => all + amount, 0)} more `
    : 'more ';
  return warning(
    need,
    `${need.quota}: it is UNKNOWN whether account ${account} has room for ${sum}in ${region}: ${reason}. Look at Service Quotas there before you merge.`,
  );
}

function warning({ units }: QuotaNeed, message: string): Finding {
  const [unit, ...others] = units;
  return {
    severity: 'warning',
    rule: 'quota',
    message,
    ...(others.length === 0 && { unit }),
  };
}
