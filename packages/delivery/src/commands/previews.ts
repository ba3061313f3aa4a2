import { DeliveryError } from '../errors';
import type { Git } from '../git/Git';
import { readRunContext, type RunContext } from '../github/RunContext';
import { requireCommand } from '../plan/governance';
import {
  decidePreviews,
  type PreviewDecision,
} from '../previews/decidePreviews';
import { endPreviews, type PreviewResult } from '../previews/endPreviews';
import { previewPlaces } from '../previews/previewPlaces';
import type { FoundStacks } from '../removal/findStacks';
import { gatherPreviewFacts } from '../previews/gatherPreviewFacts';
import {
  GitHubRemovals,
  type RemovalPull,
  type Removals,
} from '../previews/RemovalPulls';
import { removalText } from '../previews/removalText';
import type { PreviewFacts } from '../previews/PreviewFacts';
import { renderPreviews } from '../previews/renderPreviews';
import { StackDeleter } from '../removal/StackDeleter';
import type { Reporter } from '../reporting/Reporter';
import { beginSession, openAccounts, type CommandOptions } from './Session';

/** Options of `plinth previews`. */
export interface PreviewsCommandOptions extends CommandOptions {
  /** Only say what would end. */
  dryRun?: boolean;
}

/**
 * Runs `plinth previews`: deletes the stacks of previews whose time is over or whose folder is gone, and has the folders
 * of the former removed by pull request. That a preview ends was approved with its `ttlHours`, so nobody is asked again.
 *
 * Resolves to 0 when all is well, and to 1 when a preview that is over could not be ended or something could not be told.
 */
export async function previewsCommand(
  options: PreviewsCommandOptions,
): Promise<number> {
  const { dryRun = false } = options;
  const run = readRunContext(options.env);
  if (!run && !dryRun) {
    throw new DeliveryError(
      'plinth previews runs in a workflow, on the protected branch. To see what would end, add --dry-run.',
      'usage',
    );
  }
  const session = beginSession(options);
  const { root, settings, git, reporter } = session;
  const head = await git.commit('HEAD');
  const removals = run && GitHubRemovals.create({ context: run });
  const branch = run && removals && (await requireBranch(run, removals));
  const places = previewPlaces(await requireCommand(git, head, 'previews'));
  const { credentials, reader } = openAccounts(session, {
    role: 'deploy',
    commit: head,
    runId: run?.runId,
  });
  const deleter = StackDeleter.create({
    credentials,
    reader,
    qualifier: settings.bootstrapQualifier,
    runId: run?.runId ?? 'local',
  });
  try {
    const facts = await gatherPreviewFacts({
      root,
      git,
      head,
      places,
      repository: run?.repositoryId,
      reader,
    });
    const { units, changes, unread } = facts;
    const results = await endPreviews({
      decisions: decidePreviews(facts),
      units,
      dryRun,
      concurrency: settings.concurrency,
      stacks: {
        look: stack => deleter.look(stack),
        delete: (stack, commit) =>
          deleter.delete(stack, { commit, empty: true, unprotect: false }),
      },
      isCurrent: async () =>
        branch !== undefined && (await removals?.tip()) === head,
      removeFolders: (decision, tenants) =>
        removeFolders({
          decision,
          tenants,
          removals,
          run,
          git,
          head,
          changes,
        }),
      onLine: line => reporter.info(line),
    });
    tell(results, unread, reporter);
    reporter.summary(renderPreviews(results, unread));
    reporter.result({ previews: results, unread });
    const bad = results.some(
      ({ outcome }) => outcome === 'refused' || outcome === 'failed',
    );
    return bad || unread.length > 0 ? 1 : 0;
  } finally {
    await reader.close();
  }
}

/** What ends here was approved on the protected branch, so nothing else decides. */
async function requireBranch(
  run: RunContext,
  removals: Removals,
): Promise<string> {
  if (run.event !== 'schedule' && run.event !== 'workflow_dispatch') {
    throw new DeliveryError(
      `plinth previews runs on schedule and workflow_dispatch events, and this run's event is ${run.event}.`,
      'usage',
    );
  }
  const branch = await removals.branch();
  if (run.ref !== `refs/heads/${branch}`) {
    throw new DeliveryError(
      `plinth previews runs on the branch ${branch}, and this run is for ${run.ref}. Choose ${branch} when you start the workflow.`,
      'usage',
    );
  }
  return branch;
}

async function removeFolders(options: {
  decision: PreviewDecision;
  tenants: readonly string[];
  removals: Removals | undefined;
  run: RunContext | undefined;
  git: Git;
  head: string;
  changes: PreviewFacts['changes'];
}): Promise<RemovalPull> {
  const { decision, tenants, removals, run, git, head, changes } = options;
  if (!removals || !run) {
    throw new DeliveryError(
      'Pull requests are opened in a workflow only.',
      'usage',
    );
  }
  const { unit, reason } = decision;
  const folders = [unit, ...tenants];
  const times = folders.flatMap(each => changes.get(each)?.at.getTime() ?? []);
  return removals.ensure({
    name: unit.split('/')[1],
    files: await git.list(head, ...folders.map(each => `${each}/`)),
    commit: head,
    changedAt: times.length > 0 ? new Date(Math.max(...times)) : undefined,
    ...removalText({ unit, reason, tenants, runUrl: run.runUrl }),
  });
}

function tell(
  results: readonly PreviewResult[],
  unread: FoundStacks['unread'],
  reporter: Reporter,
): void {
  if (results.length === 0 && unread.length === 0) {
    reporter.info('There is no preview.');
  }
  for (const { unit, outcome, reason, pull } of results) {
    const folder = pull
      ? `; ${pull.state === 'closed' ? 'people closed' : 'its folder goes with'} #${pull.number}, ${pull.url}`
      : '';
    const text = `${unit}: ${outcome}: ${reason}${folder}`;
    if (outcome === 'refused' || outcome === 'failed') {
      reporter.error(text);
    } else if (outcome === 'left') {
      reporter.warn(text);
    } else {
      reporter.info(text);
    }
  }
  for (const { account, region, reason } of unread) {
    reporter.error(`${account} ${region} could not be read: ${reason}`);
  }
}
