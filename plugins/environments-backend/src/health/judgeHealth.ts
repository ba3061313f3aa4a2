import {
  assessHealth,
  assessSync,
  Commit,
  CommitOnMain,
  containsCommit,
  DeploymentReport,
  Freshness,
  Health,
  healthOfStackStatus,
  lastFailureOf,
  StackFacts,
  StackHealth,
} from '@plinth/plugin-environments-common';
import {
  cloudFormationSource,
  cloudWatchSource,
  sourcesOf,
  StoredStack,
} from '../store';
import { alarmConsoleUrl, stackConsoleUrl } from './awsConsole';
import { combineFreshness } from './combineFreshness';
import { expectedStacks } from './expectedStacks';
import { failuresOf } from './failuresOf';
import type { HealthEvidence } from './gatherEvidence';
import { deploymentOfUnit, provenanceLinks, sourceUrl } from './links';
import { pipelineOf } from './pipelineOf';
import { redeployedAt } from './redeployedAt';

/** Judges the health and the sync of a subject by what was gathered of it. */
export function judgeHealth(evidence: HealthEvidence): Health {
  const { subject, stacks, merged, report, commits } = evidence;
  const { entityRef, unit, repository } = subject;
  const living = stacks.filter(stack => !stack.deletedAt);
  const alarms = alarmsOf(living, evidence);
  const lastDeployment =
    repository && report && deploymentOfUnit(repository, report, unit, commits);
  const readingsOf = (sourceOf: typeof cloudFormationSource) =>
    readings(evidence, sourcesOf(subject, stacks, sourceOf));
  const stackReadings = readingsOf(cloudFormationSource);

  const sync = assessSync({
    stacks: living.map(stack => ({
      name: stack.name,
      drift: stack.drift,
      deployed: deployedCommit(stack, report, commits),
      redeployedAt: redeployedAt(
        { ...stack, provenance: provenanceOnMain(stack, commits) },
        report,
        {
          calls: evidence.outsideCalls.get(stack.stackId) ?? [],
          lastEvent: evidence.lastEvents.get(stack.stackId)?.[0],
        },
      ),
    })),
    missingStacks: subject.stacks.filter(
      name => !living.some(stack => stack.name === name),
    ),
    merged,
    pipeline: () =>
      repository &&
      merged &&
      pipelineOf(merged, { ...evidence, repository, stage: subject.stage }),
  });
  const { status, reasons } = assessHealth({
    stacks: living.map(stack => toStackFacts(stack, evidence)),
    expectedStacks: evidence.whole
      ? expectedStacks(subject, report)
      : subject.stacks,
    alarms,
    lastDeployment,
    observed: stackReadings.every(({ readAt }) => readAt !== null),
    unobservedReason: combineFreshness(stackReadings).reason,
    merged: merged !== undefined,
    pipeline: sync.pipeline,
    endedStacks: stacks
      .filter(({ deletedAt, stage }) => deletedAt && stage === 'preview')
      .map(({ name }) => name),
  });
  const lastFailure = lastFailureOf(lastDeployment, sync.pipeline);
  return {
    entityRef,
    status,
    sync: sync.sync,
    ...(sync.reason ? { syncReason: sync.reason } : {}),
    reasons,
    stacks: stacks.map(stack => toStackHealth(stack, evidence)),
    ...(lastDeployment ? { lastDeployment } : {}),
    ...(lastFailure ? { lastFailure } : {}),
    ...(merged ? { mergedCommit: merged } : {}),
    ...(sync.pipeline ? { pipeline: sync.pipeline } : {}),
    alarms,
    freshness: combineFreshness([
      ...stackReadings,
      ...readingsOf(cloudWatchSource),
    ]),
  };
}

function readings(evidence: HealthEvidence, sources: string[]): Freshness[] {
  return sources.flatMap(source => evidence.readings.get(source) ?? []);
}

function alarmsOf(
  stacks: StoredStack[],
  { alarms }: HealthEvidence,
): Health['alarms'] {
  const own = new Set(stacks.map(({ stackId }) => stackId));
  return alarms
    .filter(({ stackId }) => own.has(stackId))
    .map(({ alarm }) => ({ ...alarm, consoleUrl: alarmConsoleUrl(alarm) }));
}

function toStackFacts(
  stack: StoredStack,
  { failedEvents }: HealthEvidence,
): StackFacts {
  return {
    name: stack.name,
    stackStatus: stack.status,
    stackStatusReason: stack.statusReason,
    failures: failuresOf(stack.stackId, failedEvents.get(stack.stackId) ?? []),
    consoleUrl: stackConsoleUrl(stack),
  };
}

/**
 * The commit whose content a stack has: that of its provenance, or a later one whose deployment found nothing to change
 * in it.
 */
function deployedCommit(
  stack: StoredStack,
  report: DeploymentReport | undefined,
  commits: ReadonlyMap<string, Commit>,
): CommitOnMain | undefined {
  const onMain = (sha: string): CommitOnMain => ({
    sha,
    committedAt: commits.get(sha)?.committedAt,
  });
  const own = stack.provenance && onMain(stack.provenance.commit);
  const unchanged = report?.stacks.some(
    s => s.stackName === stack.name && s.outcome === 'unchanged',
  );
  if (!report || !unchanged) {
    return own;
  }
  const reported = onMain(report.commit);
  return own && containsCommit(own, reported) ? own : reported;
}

/** What a stack was made from, if its commit is on the branch: whoever may change a stack may write any into it. */
function provenanceOnMain(
  { provenance }: StoredStack,
  commits: ReadonlyMap<string, Commit>,
): StoredStack['provenance'] {
  return provenance && commits.has(provenance.commit) ? provenance : undefined;
}

function toStackHealth(
  stack: StoredStack,
  evidence: HealthEvidence,
): StackHealth {
  const { repository, unit } = evidence.subject;
  const provenance = provenanceOnMain(stack, evidence.commits);
  const source = cloudFormationSource(stack.account, stack.region);
  return {
    name: stack.name,
    stackId: stack.stackId,
    account: stack.account,
    region: stack.region,
    stackStatus: stack.status,
    ...(stack.statusReason ? { stackStatusReason: stack.statusReason } : {}),
    status: healthOfStackStatus(stack.status),
    drift: stack.drift,
    ...(repository && provenance
      ? {
          provenance: provenanceLinks(repository, provenance, evidence.commits),
          sourceUrl: sourceUrl(repository, provenance.commit, unit),
        }
      : {}),
    createdAt: stack.createdAt,
    updatedAt: stack.updatedAt,
    consoleUrl: stackConsoleUrl(stack),
    freshness: combineFreshness(readings(evidence, [source])),
  };
}
