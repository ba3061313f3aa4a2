import type { Finding, PlanReport } from '@plinth/plugin-environments-common';
import { shorten } from '../markdown';
import { bytesOf, MAX_REPORT } from '../reportSize';
import { planHash } from './hash';
import type { Plan } from './model';

/** Of a report's bytes, for findings. */
const MAX_FINDINGS = 1_500_000;
/** The portal refuses longer messages, and more findings. */
const MAX_MESSAGE = 20_000;
const MOST_FINDINGS = 20_000;
/** CloudFormation's limit on the resources of a stack. */
const MOST_CHANGES = 500;

/**
 * What the portal is told of a plan, as far as it takes it: what binds a deployment is always whole, since a plan that the
 * portal does not know cannot be approved. Of changes and findings that are too many it is told a part, and how many there are
 * besides.
 */
export function planReport(
  plan: Plan,
  told: Pick<PlanReport, 'pullRequest' | 'commentUrl' | 'attempts'>,
): PlanReport {
  const { headCommit, baseCommit, hash, outcome, stacks } = plan;
  const report: PlanReport = {
    ...told,
    headCommit,
    baseCommit,
    hash,
    outcome,
    stacks,
    findings: findingsThatFit(plan.findings),
    binding: {
      unitHashes: { ...plan.unitHashes },
      bindings: Object.fromEntries(
        Object.entries(plan.bindings).map(([unit, stacksOf]) => [
          unit,
          { ...stacksOf },
        ]),
      ),
    },
  };
  return bytesOf(report) <= MAX_REPORT ? report : withFewerChanges(report);
}

/** What the portal is told of a head that could not be planned, by what was wrong with what its run of `synth` left, or was not there. */
export function brokenPlanReport(
  error: Error,
  of: { pull: { number: number }; head: string },
): PlanReport {
  return {
    pullRequest: of.pull.number,
    headCommit: of.head,
    hash: planHash({}),
    outcome: 'failed',
    stacks: [],
    findings: [
      {
        severity: 'error',
        rule: 'plan',
        message: shorten(error.message, MAX_MESSAGE),
      },
    ],
  };
}

/** Errors first, with room for two notes. */
function findingsThatFit(findings: readonly Finding[]): Finding[] {
  const all = findings
    .map(finding => ({
      ...finding,
      message: shorten(finding.message, MAX_MESSAGE),
    }))
    .sort(
      (a, b) =>
        Number(a.severity === 'warning') - Number(b.severity === 'warning'),
    );
  let left = MAX_FINDINGS;
  const end = all.findIndex((finding, index) => {
    left -= bytesOf(finding);
    return left < 0 || index >= MOST_FINDINGS - 2;
  });
  return end < 0
    ? all
    : [
        ...all.slice(0, end),
        note(`${all.length - end} more findings are in the log of the run.`),
      ];
}

/** Without the names of properties, and of each stack with as many changes as all have room for. */
function withFewerChanges(report: PlanReport): PlanReport {
  for (let most = MOST_CHANGES; ; most = Math.floor(most / 2)) {
    const stacks = report.stacks.map(stack => ({
      ...stack,
      changes: stack.changes
        .slice(0, most)
        .map(({ logicalId, resourceType, action }) => ({
          logicalId,
          resourceType,
          action,
        })),
    }));
    const shortened = {
      ...report,
      stacks,
      findings: [
        ...report.findings,
        note(
          `Of each stack at most ${most} changes are shown here, without what changes in them; the log of the run has them all.`,
        ),
      ],
    };
    if (most === 0 || bytesOf(shortened) <= MAX_REPORT) {
      return shortened;
    }
  }
}

function note(message: string): Finding {
  return { severity: 'warning', rule: 'report.shortened', message };
}
