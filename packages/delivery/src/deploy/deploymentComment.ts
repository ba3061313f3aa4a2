import type { DeployedStack } from '@plinth/plugin-environments-common';
import { firstThatFit, inline } from '../markdown';
import { isBad } from './deploymentReport';

/** Of a comment so many characters for the table of stacks, and so many for the units that wait. */
const ROOM = { stacks: 40_000, waiting: 16_000 };

const WORDS: Record<DeployedStack['outcome'], string> = {
  running: '⏳ running',
  succeeded: '✅ deployed',
  failed: '❌ **failed**',
  rolledBack: '↩️ **rolled back**',
  unchanged: 'unchanged',
};

const WORDS_OF_DELETION: typeof WORDS = {
  ...WORDS,
  running: '⏳ being deleted',
  succeeded: '🗑️ deleted',
  failed: '❌ **not deleted**',
  unchanged: 'deleted before',
};

/** Marks the comment of one job's deployment on the merged pull request. */
export function deploymentMarker(context: string): string {
  return `<!-- plinth:deploy ${context} -->`;
}

/** What a deployment did, as the markdown that the people of the pull request read. */
export function renderDeploymentComment(options: {
  context: string;
  commit: string;
  runUrl: string;
  stacks: readonly DeployedStack[];
  /** Why nothing could be deployed, if so. */
  refused?: string;
  /** Logins of those whose approvals counted. */
  approvers?: readonly string[];
  /** Units that wait for another job. */
  waiting?: readonly string[];
}): string {
  const { context, commit, runUrl, stacks, refused } = options;
  const { waiting = [], approvers = [] } = options;
  const bad = refused !== undefined || stacks.some(isBad);
  const done =
    stacks.length === 0 && waiting.length > 0
      ? 'Waiting for approval'
      : 'Deployed';
  const rows = stacksInOrder(stacks).map(
    ({ stackName, account, region, outcome, operation, reason }) => {
      const words = operation === 'delete' ? WORDS_OF_DELETION : WORDS;
      return `| \`${stackName}\` | ${account} ${region} | ${words[outcome]} | ${inline(reason ?? '')} |`;
    },
  );
  const shown = firstThatFit(rows, ROOM.stacks, 1);
  const units = waiting.map(unit => `\`${unit}\``);
  const named = firstThatFit(units, ROOM.waiting, 2);
  return [
    deploymentMarker(context),
    `## ${bad ? 'Deployment failed' : done}`,
    `Commit ${commit.slice(0, 12)}, [run](${runUrl}).${approvers.length > 0 ? ` Approved by ${approvers.map(inline).join(', ')}.` : ''}`,
    ...(refused === undefined ? [] : [`❌ ${inline(refused)}`]),
    ...(rows.length > 0
      ? [
          [
            '| Stack | Account and region | Outcome | Reason |',
            '| --- | --- | --- | --- |',
            ...shown,
          ].join('\n'),
        ]
      : []),
    ...(shown.length < rows.length
      ? [`… and ${rows.length - shown.length} more stacks, in the run's log.`]
      : []),
    ...(waiting.length > 0
      ? [
          `Waiting for approval in [this run](${runUrl}): ${named.join(', ')}${named.length < units.length ? ` and ${units.length - named.length} more` : ''}.`,
        ]
      : []),
  ].join('\n\n');
}

/** What failed comes first where not all have room. */
function stacksInOrder(stacks: readonly DeployedStack[]): DeployedStack[] {
  return [...stacks].sort((a, b) => Number(isBad(b)) - Number(isBad(a)));
}
