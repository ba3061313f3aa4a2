import { estimate, Estimate, EstimateOptions, sumCents } from './estimate';
import { CloudFormationTemplate } from './template';

/** How one resource's monthly cost changes. */
export interface DeltaLine {
  logicalId: string;
  resourceType: string;
  change: 'Add' | 'Remove' | 'Modify';
  /** USD a month. */
  before: number;
  after: number;
  delta: number;
}

/** What a change of template does to the monthly bill. */
export interface EstimateDelta {
  currency: 'USD';
  before: number;
  after: number;
  /** `after - before`, USD a month. */
  delta: number;
  /** Resources whose cost changes, largest change first. */
  lines: DeltaLine[];
  unpriced: string[];
  hints: string[];
  priceBook: string;
}

const EMPTY: CloudFormationTemplate = { Resources: {} };

/**
 * Compares the cost of two templates. Leave out `before` for a stack that does not exist yet, `after` for one that goes.
 * A resource that becomes another type under the same logical ID counts as removed and added.
 */
export function estimateDelta(
  before: CloudFormationTemplate | undefined,
  after: CloudFormationTemplate | undefined,
  options: EstimateOptions,
): EstimateDelta {
  const old = estimate(before ?? EMPTY, options);
  const next = estimate(after ?? EMPTY, options);
  const olds = byResource(old);
  const nexts = byResource(next);

  const lines: DeltaLine[] = [];
  for (const key of new Set([...olds.keys(), ...nexts.keys()])) {
    const [logicalId, resourceType] = key.split(' ');
    const was = olds.get(key);
    const is = nexts.get(key);
    const delta = sumCents([is ?? 0, -(was ?? 0)]);
    if (delta !== 0) {
      lines.push({
        logicalId,
        resourceType,
        change: changeOf(was, is),
        before: was ?? 0,
        after: is ?? 0,
        delta,
      });
    }
  }
  lines.sort(
    (a, b) =>
      Math.abs(b.delta) - Math.abs(a.delta) ||
      a.logicalId.localeCompare(b.logicalId),
  );

  return {
    currency: 'USD',
    before: old.monthly,
    after: next.monthly,
    delta: sumCents([next.monthly, -old.monthly]),
    lines,
    unpriced: next.unpriced,
    hints: next.hints,
    priceBook: next.priceBook,
  };
}

function changeOf(
  was: number | undefined,
  is: number | undefined,
): DeltaLine['change'] {
  if (was === undefined) {
    return 'Add';
  }
  return is === undefined ? 'Remove' : 'Modify';
}

function byResource({ lines }: Estimate): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of lines) {
    const key = `${line.logicalId} ${line.resourceType}`;
    sums.set(key, sumCents([sums.get(key) ?? 0, line.monthly]));
  }
  return sums;
}
