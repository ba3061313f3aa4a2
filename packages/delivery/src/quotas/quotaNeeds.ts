import {
  quotaSharesOf,
  type QuotaName,
  type QuotaShare,
} from '@plinth/blueprints/schema';
import type { ResourceChange } from '@plinth/plugin-environments-common';
import type { DeployedStack, StackLocation } from '../aws/DeployedStack';
import { effectiveTemplate } from '../template/effectiveTemplate';
import type { Template } from '../synth/Assembly';
import type { Place } from './QuotaReader';

/** A stack as it would be, beside what is deployed of it. */
export interface ChangingStack extends StackLocation {
  /** Path of its unit. */
  readonly unit: string;
  readonly template: Template;
  readonly deployed: Pick<DeployedStack, 'template' | 'parameters'> | undefined;
  readonly changes: readonly Pick<ResourceChange, 'logicalId' | 'action'>[];
}

/** What a plan takes of one quota in one account and region. */
export interface QuotaNeed {
  readonly place: Place;
  readonly quota: QuotaName;
  /** By zone; what is in no zone, or in one that nobody knows yet, is under the empty text. Undefined where nobody knows how much. */
  readonly amounts: ReadonlyMap<string, number | undefined>;
  /** Paths of the units that need it. */
  readonly units: ReadonlySet<string>;
}

/**
 * What the stacks would take beyond what they have. What a stack gives back counts as taken all the same: CloudFormation makes
 * the new first, and deletes the old when all else is done.
 */
export function quotaNeeds(stacks: readonly ChangingStack[]): QuotaNeed[] {
  const needs = new Map<
    string,
    QuotaNeed & {
      amounts: Map<string, number | undefined>;
      units: Set<string>;
    }
  >();
  for (const stack of stacks) {
    const { account, region, unit } = stack;
    for (const { quota, amount, zone = '' } of additionalShares(stack)) {
      const key = `${account}/${region}/${quota}`;
      const need = needs.get(key) ?? {
        place: { account, region },
        quota,
        amounts: new Map(),
        units: new Set(),
      };
      const before = need.amounts.has(zone) ? need.amounts.get(zone) : 0;
      need.amounts.set(
        zone,
        before === undefined || amount === undefined
          ? undefined
          : before + amount,
      );
      need.units.add(unit);
      needs.set(key, need);
    }
  }
  return [...needs.values()];
}

function additionalShares(stack: ChangingStack): QuotaShare[] {
  const { template, deployed, changes } = stack;
  if (changes.length === 0) {
    return [];
  }
  const surroundings = { ...stack, parameters: deployed?.parameters ?? {} };
  const after = effectiveTemplate(template, surroundings).Resources ?? {};
  const before = deployed
    ? (effectiveTemplate(deployed.template, surroundings).Resources ?? {})
    : {};
  const shares = (id: string, of: Template['Resources'] = {}) =>
    Object.hasOwn(of, id) ? quotaSharesOf(id, of) : [];
  return changes.flatMap(({ logicalId, action }) => {
    if (action === 'Add' || action === 'Replace' || action === 'MayReplace') {
      return shares(logicalId, after);
    }
    return action === 'Modify'
      ? grown(shares(logicalId, before), shares(logicalId, after))
      : [];
  });
}

/** What a resource takes more than before. */
function grown(
  before: readonly QuotaShare[],
  after: readonly QuotaShare[],
): QuotaShare[] {
  return after
    .map(share => {
      const had = before.find(({ quota }) => quota === share.quota);
      return {
        ...share,
        amount:
          share.amount === undefined || (had && had.amount === undefined)
            ? undefined
            : share.amount - (had?.amount ?? 0),
      };
    })
    .filter(({ amount }) => amount === undefined || amount > 0);
}
