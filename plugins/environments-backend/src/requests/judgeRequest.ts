import {
  endingOf,
  isRunLost,
  phraseOfPipeline,
  remedyOf,
  type RequestPhase,
  type RequestProblem,
  type RequestTurn,
} from '@plinth/plugin-environments-common';
import { isSameAccount, type Approvals } from '@plinth/repository';
import { judgeApprovals } from '../changes/tellApprovals';
import { outcomeOfUnit } from '../health/outcomeOfUnit';
import type { StoredPlan } from '../store';
import type { RequestFacts, UnitFacts } from './RequestFacts';

/** How far a request has come, whose turn it is, and what went wrong. */
export interface RequestJudgement {
  phase: RequestPhase;
  turn?: RequestTurn;
  problem?: RequestProblem;
  /** The newest plan, of whatever head. */
  plan?: StoredPlan;
  /** Undefined where the portal has not read what approvals depend on. */
  approvals?: Approvals;
}

/** Judges a request by what is stored: the way is plan, review, merge, deployment, health, and the first thing that is open counts. */
export function judgeRequest(facts: RequestFacts): RequestJudgement {
  const { pull, plans } = facts;
  const plan = plans.at(-1);
  const approvals = pull.evidence && judgeApprovals(pull, pull.evidence, plans);
  const common = { plan, approvals };
  switch (pull.state) {
    case 'closed':
      return {
        ...common,
        phase: 'closed',
        problem: {
          what: 'The pull request was closed without being merged; nothing was deployed.',
          remedy: 'Ask again, or reopen it, if it is still wanted.',
          url: pull.url,
        },
      };
    case 'merged':
      return { ...common, ...judgeMerged(facts) };
    default:
      return { ...common, ...judgeOpen(facts, approvals) };
  }
}

/** Who asked for it: the person whom the portal did it for, else who opened it. */
export function requesterOf({ pull }: Pick<RequestFacts, 'pull'>): string {
  return (
    pull.request?.requester ?? pull.evidence?.requester?.login ?? pull.author
  );
}

/** The same as GitHub knows them, as far as anybody can tell. */
function accountOfRequester(facts: Pick<RequestFacts, 'pull'>): string {
  return facts.pull.evidence?.requester?.login ?? requesterOf(facts);
}

type Verdict = Pick<RequestJudgement, 'phase' | 'turn' | 'problem'>;

function judgeOpen(facts: RequestFacts, approvals?: Approvals): Verdict {
  const { pull, plans } = facts;
  const requester = accountOfRequester(facts);
  const ofHead = plans.filter(({ headCommit }) => headCommit === pull.headSha);
  const plan = ofHead.at(-1);
  if (!plan) {
    return {
      phase: 'planning',
      turn: {
        role: 'pipeline',
        who: [],
        what: 'The pipeline plans what would change.',
        since: pull.updatedAt,
        url: `${pull.url}/checks`,
      },
    };
  }
  if (plan.outcome === 'failed') {
    return {
      phase: 'planFailed',
      turn: {
        role: 'author',
        who: [requester],
        what: 'The branch has to be mended.',
        since: plan.recordedAt,
        url: pull.url,
      },
      problem: {
        what: 'The plan failed: something in it is not allowed, or cannot be done.',
        remedy:
          'Read the findings in the comment of the check plinth/plan, mend the branch and push; it is planned again at once.',
        url: pull.url,
      },
    };
  }
  if (approvals && approvals.missing.length === 0) {
    return {
      phase: 'approved',
      turn: {
        role: 'merger',
        who: approvals.counted.map(({ reviewer }) => reviewer.login),
        what: 'It is approved: somebody who may merges it, and the pipeline deploys it.',
        since: approvals.counted
          .map(each => each.submittedAt)
          .sort()
          .at(-1)!,
        url: pull.url,
      },
    };
  }
  if (approvals && approvals.objections.length > 0) {
    const names = approvals.objections.map(({ reviewer }) => reviewer.login);
    return {
      phase: 'changesRequested',
      turn: {
        role: 'author',
        who: [requester],
        what: `${names.join(' and ')} asked for changes.`,
        since: approvals.objections.map(each => each.submittedAt).sort()[0],
        url: pull.url,
      },
      problem: {
        what: `${names.join(' and ')} asked for changes.`,
        remedy:
          'Answer in the review, or push what is asked for; then ask for another review.',
        url: pull.url,
      },
    };
  }
  return {
    phase: 'review',
    turn: {
      role: 'reviewers',
      who: approvals ? reviewersOf(facts, approvals) : [],
      what: 'An owner of what changes has to approve the plan.',
      since: firstOfSeries(ofHead).recordedAt,
      url: `${pull.url}/files`,
    },
  };
}

/** Whose approval would count: owners of what nobody has approved yet, but not who asked for it or wrote it. */
function reviewersOf({ pull }: RequestFacts, approvals: Approvals): string[] {
  const { requester, authors = [] } = pull.evidence ?? {};
  const excluded = [...(requester ? [requester] : []), ...authors];
  return [
    ...new Set(
      approvals.open
        .flatMap(({ owners }) => owners ?? [])
        .filter(owner => !excluded.some(each => isSameAccount(each, owner)))
        .map(({ login }) => login),
    ),
  ].sort();
}

/** Since when the newest plan is the one that is to be approved. */
function firstOfSeries(plans: readonly StoredPlan[]): StoredPlan {
  const newest = plans[plans.length - 1];
  const other = plans.findLastIndex(
    ({ hash, outcome }) => hash !== newest.hash || outcome !== newest.outcome,
  );
  return plans[other + 1];
}

/** The worst first: one unit that failed is what matters of ten. */
const WORST: readonly RequestPhase[] = [
  'failed',
  'waiting',
  'deploying',
  'deployed',
  'healthy',
];

function judgeMerged(facts: RequestFacts): Verdict {
  const verdicts = facts.units.map(unit => judgeUnit(unit, facts));
  for (const phase of WORST) {
    const verdict = verdicts.find(each => each.phase === phase);
    if (verdict) {
      return verdict;
    }
  }
  // It changes no unit: a merge is all that there is to it.
  return { phase: 'deployed' };
}

/** Whether a unit runs what was merged, be it well or not. */
export function isDeployed({ path, report, deployed }: UnitFacts): boolean {
  return report
    ? outcomeOfUnit(report, path).outcome === 'succeeded'
    : deployed === true;
}

function judgeUnit(unit: UnitFacts, facts: RequestFacts): Verdict {
  const { pull } = facts;
  const { report, pipeline, health } = unit;
  const name = unit.path.split('/')[1];
  const outcome = report && outcomeOfUnit(report, unit.path);
  const merged = pull.closedAt ?? pull.updatedAt;
  if (outcome?.outcome === 'failed' || outcome?.outcome === 'rolledBack') {
    const back =
      outcome.outcome === 'rolledBack' ? ', and was put back as it was' : '';
    return failure(
      {
        what: `The deployment of ${name} failed${back}${outcome.reason ? `: ${outcome.reason}` : '.'}`,
        remedy:
          'Mend the cause and run the deployment again, correct it with another pull request, or ask for a roll-back.',
        url: report?.runUrl,
      },
      { since: report?.finishedAt ?? merged, facts },
    );
  }
  if (isDeployed(unit)) {
    if (health?.status === 'Failed' || health?.status === 'Degraded') {
      return failure(
        {
          what: `${name} is deployed, and ${health.status}: ${health.reasons[0]?.message ?? 'no reason is known'}`,
          remedy: 'Its Health tab says which part it is and what to do.',
        },
        { since: report?.finishedAt ?? merged, facts },
      );
    }
    return { phase: health?.status === 'Healthy' ? 'healthy' : 'deployed' };
  }
  if (!report && pipeline?.status === 'waiting') {
    const waits = pipeline.waitingFor ?? [];
    return {
      phase: 'waiting',
      turn: {
        role: 'deployReviewers',
        who: [...new Set(waits.flatMap(({ reviewers }) => reviewers))],
        what: `The deployment waits for a reviewer of ${waits.map(each => each.environment).join(', ') || 'the environment'}.`,
        since: pipeline.since,
        url: pipeline.run.url,
      },
    };
  }
  if (!report && pipeline && isRunLost(pipeline.status)) {
    return failure(
      {
        what:
          pipeline.status === 'rejected'
            ? phraseOfPipeline(pipeline)
            : `The run that has to deploy ${name} ${endingOf(pipeline.status)} before it deployed anything.`,
        remedy: remedyOf(pipeline.status),
        url: pipeline.run.url,
      },
      { since: pipeline.since, facts },
    );
  }
  return {
    phase: 'deploying',
    turn: {
      role: 'pipeline',
      who: [],
      what: report
        ? `The pipeline deploys ${name}.`
        : 'The pipeline has not begun yet.',
      since: report?.startedAt ?? merged,
      url: report?.runUrl ?? pipeline?.run.url,
    },
  };
}

function failure(
  problem: RequestProblem,
  of: { since: string; facts: RequestFacts },
): Verdict {
  return {
    phase: 'failed',
    turn: {
      role: 'author',
      who: [accountOfRequester(of.facts)],
      what: problem.remedy,
      since: of.since,
      url: problem.url,
    },
    problem,
  };
}
