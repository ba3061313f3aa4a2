import type { DeployedStack } from '@plinth/plugin-environments-common';
import { inline } from '../markdown';

const WORDS: Record<DeployedStack['outcome'], string> = {
  running: '⏳ running',
  succeeded: '✅ deployed',
  failed: '❌ **failed**',
  rolledBack: '↩️ **rolled back**',
  unchanged: 'unchanged',
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
  /** Units that wait for another job. */
  waiting?: readonly string[];
}): string {
  const { context, commit, runUrl, stacks, refused, waiting = [] } = options;
  const bad =
    refused !== undefined ||
    stacks.some(
      ({ outcome }) => outcome === 'failed' || outcome === 'rolledBack',
    );
  const done =
    stacks.length === 0 && waiting.length > 0
      ? 'Waiting for approval'
      : 'Deployed';
  const rows = stacks.map(
    ({ stackName, account, region, outcome, reason }) =>
      `| \`${stackName}\` | ${account} ${region} | ${WORDS[outcome]} | ${inline(reason ?? '')} |`,
  );
  return [
    deploymentMarker(context),
    `## ${bad ? 'Deployment failed' : done}`,
    `Commit ${commit.slice(0, 12)}, [run](${runUrl}).`,
    ...(refused === undefined ? [] : [`❌ ${inline(refused)}`]),
    ...(rows.length > 0
      ? [
          [
            '| Stack | Account and region | Outcome | Reason |',
            '| --- | --- | --- | --- |',
            ...rows,
          ].join('\n'),
        ]
      : []),
    ...(waiting.length > 0
      ? [
          `Waiting for approval in [this run](${runUrl}): ${waiting.map(unit => `\`${unit}\``).join(', ')}.`,
        ]
      : []),
  ].join('\n\n');
}
