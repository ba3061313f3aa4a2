import type {
  Finding,
  ResourceChange,
} from '@plinth/plugin-environments-common';
import type { DeployedStack } from '../aws/DeployedStack';
import { nameOf, type FoundStack } from '../removal/FoundStack';
import { protectedResources } from '../removal/protections';
import { removalProblems, type RemovedUnit } from '../removal/RemovedUnit';
import { snapshotsOf } from './snapshotsOf';

/** More than this are counted and not named. */
const MOST_NAMED = 20;

/** What the deletion of one stack does. */
interface PlannedDeletion {
  readonly stack: FoundStack;
  readonly deployed: DeployedStack | undefined;
  readonly changes: readonly ResourceChange[];
}

/** What it means that a unit's folder is gone: what is deleted, what is kept, and what stands against it. */
export function removalFindings(
  removed: RemovedUnit,
  deletions: readonly PlannedDeletion[],
): Finding[] {
  const { path, stacks, namesakes, endsByItself } = removed;
  const locked = endsByItself ? [] : deletions.flatMap(protectedNames);
  const problems = removalProblems(removed, locked).map(message =>
    finding('error', path, message),
  );
  const bystanders = namesakes.map(stack =>
    finding(
      'warning',
      path,
      `${nameOf(stack)} has the name of ${path} and is somebody else's; it is left alone.`,
    ),
  );
  if (problems.length > 0 || stacks.length === 0) {
    return [...problems, ...bystanders];
  }
  const named = stacks.map(nameOf).join(', ');
  return [
    ...bystanders,
    finding(
      'warning',
      path,
      endsByItself
        ? `${path} is removed. Once this is merged, the next run of the workflow preview deletes its stacks, ${named}, with all that they hold.`
        : `${path} is removed. Once this is approved and merged, the deployment deletes ${named}: ${outcomeOf(deletions)}.${wordsOf(removed, locked)}`,
    ),
  ];
}

/** The finding on a unit that was not valid before, so that nobody knows what there is of it. */
export function unknownRemoval(path: string): Finding {
  return finding(
    'error',
    path,
    `${path} is removed, and it was not a valid unit before, so it cannot be told which stack would be left without code. Correct it first, in a pull request of its own.`,
  );
}

function outcomeOf(deletions: readonly PlannedDeletion[]): string {
  const of = (action: ResourceChange['action']) =>
    deletions.flatMap(({ changes }) =>
      changes.filter(change => change.action === action),
    );
  const kept = of('Orphan').map(
    ({ logicalId, resourceType }) => `${logicalId} (${resourceType})`,
  );
  const snapshots = deletions.flatMap(({ deployed }) =>
    snapshotsOf(deployed?.template ?? {}),
  );
  return [
    `${of('Remove').length} resources go`,
    kept.length > 0
      ? `${kept.length} stay, because their policies keep them: ${list(kept)}`
      : 'none stays',
    ...(snapshots.length > 0 ? [`a snapshot stays of ${list(snapshots)}`] : []),
  ].join('; ');
}

/** What goes with the stack, and refuses that by itself: `Database (AWS::RDS::DBInstance)`. */
function protectedNames({ deployed, changes }: PlannedDeletion): string[] {
  const locked = protectedResources(deployed?.template ?? {});
  return changes
    .filter(
      ({ action, logicalId }) =>
        action === 'Remove' && locked.includes(logicalId),
    )
    .map(({ logicalId, resourceType }) => `${logicalId} (${resourceType})`);
}

/** What was said of the end, for whoever approves it. */
function wordsOf(
  { statement }: RemovedUnit,
  locked: readonly string[],
): string {
  if (!statement) {
    return '';
  }
  const { reason, export: kept, dataWaiver } = statement;
  return [
    ` Why: ${reason}.`,
    ...(kept ? [` Its data is at ${kept.to} until ${kept.until}.`] : []),
    ...(dataWaiver ? [` Its data may go: ${dataWaiver}.`] : []),
    ...(statement.liftTerminationProtection
      ? [
          ` Protection against deletion is lifted${locked.length > 0 ? `, also that of ${list(locked)}` : ''}.`,
        ]
      : []),
  ].join('');
}

function list(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function finding(
  severity: Finding['severity'],
  unit: string,
  message: string,
): Finding {
  return { severity, rule: 'unit.removed', message, unit };
}
