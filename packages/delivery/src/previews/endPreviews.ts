import { runInOrder } from '../deploy/runInOrder';
import { messageOf } from '../errors';
import type { UnitFolder } from '@plinth/repository/units';
import type { PreviewDecision } from './decidePreviews';
import { foreignStack } from '../removal/foreignStack';
import { isMoving, nameOf, type FoundStack } from '../removal/FoundStack';
import type { RemovalPull } from './RemovalPulls';

/** What became of a preview in this run. */
export interface PreviewResult {
  /** Path of the unit. */
  readonly unit: string;
  /** `due`: it would end, in a dry run. `left`: it is over, and a later run ends it. */
  readonly outcome: 'kept' | 'due' | 'ended' | 'left' | 'refused' | 'failed';
  readonly reason: string;
  readonly endsAt?: Date;
  readonly stacks: ReadonlyArray<
    Pick<FoundStack, 'stackName' | 'account' | 'region' | 'stackId'>
  >;
  /** The one that removes its folder. */
  readonly pull?: RemovalPull;
}

/** What ending previews needs. */
export interface EndPreviewsOptions {
  readonly decisions: readonly PreviewDecision[];
  readonly units: readonly UnitFolder[];
  readonly dryRun: boolean;
  readonly concurrency: number;
  readonly stacks: {
    /** The stack as it is now; undefined when it is gone. */
    look(stack: FoundStack): Promise<FoundStack | undefined>;
    /** Deletes it on behalf of a commit, and waits until it is gone; throws when it stays. */
    delete(stack: FoundStack, commit: string | undefined): Promise<void>;
  };
  /** Whether the protected branch still is what the decisions were made from. */
  readonly isCurrent: () => Promise<boolean>;
  /** Has the folders of an ended preview removed: its own, and those of tenants that ended with it. */
  readonly removeFolders: (
    decision: PreviewDecision,
    tenants: readonly string[],
  ) => Promise<RemovalPull>;
  readonly onLine: (line: string) => void;
}

/** Carries decisions out: tenants before their environments, each on its own, so that one bad preview stops no other. */
export async function endPreviews(
  options: EndPreviewsOptions,
): Promise<PreviewResult[]> {
  const { decisions, dryRun } = options;
  const due = decisions.filter(
    ({ action }) => action === 'end' || action === 'ended',
  );
  const results = new Map<string, PreviewResult>(
    decisions.map(decision => [decision.unit, untouched(decision)]),
  );
  if (!dryRun) {
    const ended = await runInOrder({
      items: due,
      nameOf: ({ unit }) => unit,
      dependenciesOf: ({ tenants }) => tenants,
      limit: options.concurrency,
      run: decision => endOne(decision, options),
      succeeded: ({ outcome }) => outcome === 'ended',
    });
    for (const decision of due) {
      const end = ended.get(decision.unit);
      results.set(
        decision.unit,
        end && 'result' in end
          ? end.result
          : {
              ...untouched(decision),
              outcome: 'left',
              reason: `${decision.reason}, and its tenant ${end?.skippedBecause} is still there`,
            },
      );
    }
    for (const decision of due) {
      await removeFolder(decision, options, results);
    }
  }
  return decisions.flatMap(({ unit }) => results.get(unit) ?? []);
}

const OUTCOMES = {
  keep: 'kept',
  end: 'due',
  ended: 'due',
  wait: 'left',
  refuse: 'refused',
} as const;

function untouched(decision: PreviewDecision): PreviewResult {
  const { unit, action, reason, endsAt, stacks } = decision;
  return {
    unit,
    outcome: OUTCOMES[action],
    reason,
    endsAt,
    stacks: stacks.map(({ stackName, account, region, stackId }) => ({
      stackName,
      account,
      region,
      stackId,
    })),
  };
}

async function endOne(
  decision: PreviewDecision,
  options: EndPreviewsOptions,
): Promise<PreviewResult> {
  const told = untouched(decision);
  try {
    for (const stack of decision.stacks) {
      const stop = await deleteOne(stack, decision, options);
      if (stop) {
        return {
          ...told,
          ...stop,
          reason: `${decision.reason}, but ${stop.reason}`,
        };
      }
    }
    return { ...told, outcome: 'ended' };
  } catch (error) {
    return {
      ...told,
      outcome: 'failed',
      reason: `${decision.reason}, but ${messageOf(error)}`,
    };
  }
}

/** Looks once more right before, since deletions of others may have taken an hour. */
async function deleteOne(
  stack: FoundStack,
  decision: PreviewDecision,
  { stacks, units, isCurrent, onLine }: EndPreviewsOptions,
): Promise<Pick<PreviewResult, 'outcome' | 'reason'> | undefined> {
  const now = await stacks.look(stack);
  if (!now) {
    return undefined;
  }
  const foreign = foreignStack(
    now,
    { path: decision.unit, stage: 'preview' },
    units,
  );
  if (foreign) {
    return { outcome: 'refused', reason: foreign };
  }
  if (now.terminationProtection) {
    return {
      outcome: 'refused',
      reason: `${nameOf(now)} is protected against deletion`,
    };
  }
  if (isMoving(now)) {
    return {
      outcome: 'left',
      reason: `${nameOf(now)} is ${now.status} now; a later run ends it`,
    };
  }
  if (!(await isCurrent())) {
    return {
      outcome: 'left',
      reason:
        'the branch has moved on since this run began; the next one decides again',
    };
  }
  onLine(`Deleting ${nameOf(now)} of ${decision.unit}: ${decision.reason}`);
  await stacks.delete(now, decision.commit);
  onLine(`${nameOf(now)} is gone`);
  return undefined;
}

/** A tenant whose environment ended with it goes by that one's pull request, since neither folder is valid without the other. */
async function removeFolder(
  decision: PreviewDecision,
  { decisions, removeFolders }: EndPreviewsOptions,
  results: Map<string, PreviewResult>,
): Promise<void> {
  const result = results.get(decision.unit);
  const isFinished = (unit: string | undefined) =>
    unit !== undefined && results.get(unit)?.outcome === 'ended';
  const host = decisions.find(({ unit }) => unit === decision.environment);
  if (!result || result.outcome !== 'ended' || !decision.hasFolder) {
    return;
  }
  if (host?.hasFolder && isFinished(host.unit)) {
    return;
  }
  const tenants = decisions.filter(
    ({ unit, hasFolder }) => decision.tenants.includes(unit) && hasFolder,
  );
  const paths = tenants.map(({ unit }) => unit);
  try {
    const pull = await removeFolders(decision, paths);
    for (const unit of [decision.unit, ...paths]) {
      const each = results.get(unit);
      if (each) {
        results.set(unit, { ...each, pull });
      }
    }
  } catch (error) {
    results.set(decision.unit, {
      ...result,
      outcome: 'failed',
      reason: `${decision.reason}; its stacks are gone, but its folder stays: ${messageOf(error)}`,
    });
  }
}
