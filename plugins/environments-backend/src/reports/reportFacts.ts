import { createHash } from 'node:crypto';
import type {
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import type { JsonObject } from '@backstage/types';
import type { LedgerFact } from '../ledger/Ledger';
import type { VerifiedRun } from './RunTokenVerifier';
import { runUrl } from './runUrl';

function definedOnly(values: Record<string, unknown>): JsonObject {
  return JSON.parse(JSON.stringify(values));
}

/** What a plan report adds to the story of the units that its pull request changes. */
export function planFacts(
  run: VerifiedRun,
  report: PlanReport,
  options: { at: Date; units: string[] },
): LedgerFact[] {
  const repository = run.repository.fullName;
  const { pullRequest } = report;
  const errors = report.findings.filter(f => f.severity === 'error').length;
  const changes = report.stacks.reduce((n, s) => n + s.changes.length, 0);
  return [
    {
      key: `planned:${repository}#${pullRequest}@${report.headCommit}/${run.runId}-${run.runAttempt}/${report.outcome}`,
      type: 'planned',
      at: options.at.toISOString(),
      repository,
      units: options.units,
      pullRequest,
      summary:
        report.outcome === 'passed'
          ? `Plan ${report.hash.slice(0, 12)} changes ${changes} resources`
          : `Plan failed with ${errors} findings that must be resolved`,
      ...(run.actor ? { actor: run.actor } : {}),
      url: commentUrl(run, report) ?? runUrl(run),
      details: definedOnly({
        hash: report.hash,
        headCommit: report.headCommit,
        baseCommit: report.baseCommit,
        outcome: report.outcome,
        stacks: report.stacks.map(stack => ({
          unit: stack.unit,
          stackName: stack.stackName,
          account: stack.account,
          region: stack.region,
          templateSha256: stack.templateSha256,
          changes: stack.changes.length,
          monthlyCostDelta: stack.monthlyCostDelta ?? undefined,
        })),
        findings: report.findings.length,
      }),
    },
    ...attemptFacts(
      {
        repository,
        units: options.units,
        pullRequest,
        at: options.at.toISOString(),
        url: runUrl(run),
      },
      { run: run.runId, attempts: report.attempts },
    ),
  ];
}

/** What a report says of attempts to pass for the pipeline's own: each once, however often it is seen again. */
function attemptFacts(
  common: Omit<LedgerFact, 'key' | 'type' | 'summary' | 'details'>,
  told: { run: string; attempts: PlanReport['attempts'] },
): LedgerFact[] {
  return (told.attempts ?? []).map(({ kind, text }) => ({
    ...common,
    key: `attempt-ignored:${common.repository}#${common.pullRequest ?? ''}/${kind}/${createHash('sha256').update(text).digest('hex')}`,
    type: 'attemptIgnored',
    summary: text,
    details: { kind, run: told.run },
  }));
}

/** What a deployment report adds to the story of the units that it deploys. */
export function deploymentFacts(
  repository: string,
  report: DeploymentReport,
  options: { at: Date; units: string[]; actor?: string },
): LedgerFact[] {
  const units = [...new Set(options.units)].sort();
  const url = report.runUrl;
  const common = {
    repository,
    units,
    commit: report.commit,
    ...(report.pullRequest ? { pullRequest: report.pullRequest } : {}),
    ...(options.actor ? { actor: options.actor } : {}),
    ...(url ? { url } : {}),
  };
  const id = `${repository}/${report.id}`;
  const startedAt = new Date(report.startedAt).toISOString();
  const facts: LedgerFact[] = [
    {
      ...common,
      key: `deployment-started:${id}`,
      type: 'deploymentStarted',
      at: startedAt,
      summary: `Deployment of ${report.commit.slice(0, 7)} started`,
      details: definedOnly({
        deployment: report.id,
        run: report.runId,
        planHash: report.planHash,
      }),
    },
  ];
  facts.push(
    ...attemptFacts(
      { ...common, at: startedAt },
      { run: report.runId, attempts: report.attempts },
    ),
  );
  if (report.outcome !== 'running') {
    const words = {
      succeeded: 'succeeded',
      failed: 'failed',
      rolledBack: 'was rolled back',
    }[report.outcome];
    const finishedAt = report.finishedAt ?? options.at.toISOString();
    facts.push({
      ...common,
      key: `deployment-finished:${id}/${report.outcome}/${report.finishedAt ?? ''}`,
      type: 'deploymentFinished',
      at: new Date(finishedAt).toISOString(),
      summary: `Deployment of ${report.commit.slice(0, 7)} ${words}${
        report.reason ? `: ${report.reason}` : ''
      }`,
      details: definedOnly({
        deployment: report.id,
        run: report.runId,
        planHash: report.planHash,
        outcome: report.outcome,
        reason: report.reason,
        stacks: report.stacks,
      }),
    });
  }
  return facts;
}

function commentUrl(
  { repository }: VerifiedRun,
  { pullRequest, commentUrl: given }: PlanReport,
): string | undefined {
  const comment = /#issuecomment-(\d{1,20})$/.exec(given ?? '')?.[1];
  return (
    comment && `${repository.url}/pull/${pullRequest}#issuecomment-${comment}`
  );
}
