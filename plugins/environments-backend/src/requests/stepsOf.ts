import type { RequestStep } from '@plinth/plugin-environments-common';
import { isDeployed, requesterOf, type RequestJudgement } from './judgeRequest';
import type { RequestFacts } from './RequestFacts';

type Step = Omit<RequestStep, 'step'>;

/** The way of a request, step by step: what is done, what is under way, and what comes later or never. */
export function stepsOf(
  facts: RequestFacts,
  judgement: RequestJudgement,
): RequestStep[] {
  const { pull } = facts;
  const { template } = pull.request ?? {};
  return [
    {
      step: 'asked',
      state: 'done',
      at: pull.createdAt,
      summary: template ? `Asked for with ${template}` : 'Made by hand',
    },
    {
      step: 'pullRequest',
      state: 'done',
      at: pull.createdAt,
      summary: `Pull request #${pull.number}`,
      url: pull.url,
    },
    { step: 'plan', ...planStep(facts, judgement) },
    { step: 'review', ...reviewStep(facts, judgement) },
    { step: 'merge', ...mergeStep(facts, judgement) },
    { step: 'deployment', ...deploymentStep(facts, judgement) },
    { step: 'health', ...healthStep(facts, judgement) },
  ];
}

function planStep({ pull }: RequestFacts, { plan }: RequestJudgement): Step {
  const ofHead = plan?.headCommit === pull.headSha;
  if (!plan || (!ofHead && pull.state === 'open')) {
    return pull.state === 'open'
      ? {
          state: 'now',
          summary: plan ? 'What was pushed is planned again' : 'Being planned',
        }
      : { state: 'unknown', summary: 'The portal has recorded no plan' };
  }
  return plan.outcome === 'passed'
    ? {
        state: 'done',
        at: plan.recordedAt,
        summary: `Plan ${plan.hash.slice(0, 12)} passed`,
      }
    : { state: 'failed', at: plan.recordedAt, summary: 'The plan failed' };
}

function reviewStep(
  { pull }: RequestFacts,
  { phase, approvals, turn }: RequestJudgement,
): Step {
  const counted = approvals?.counted ?? [];
  const approved = {
    at: counted
      .map(({ submittedAt }) => submittedAt)
      .sort()
      .at(-1),
    summary: `Approved by ${counted.map(({ reviewer }) => reviewer.login).join(' and ')}`,
  };
  switch (phase) {
    case 'planning':
    case 'planFailed':
      return { state: 'later', summary: 'After the plan' };
    case 'review':
      return { state: 'now', summary: turn?.what ?? '', at: turn?.since };
    case 'changesRequested':
      return { state: 'failed', summary: turn?.what ?? '', at: turn?.since };
    case 'closed':
      return counted.length > 0
        ? { state: 'done', ...approved }
        : { state: 'never', summary: 'Closed before it was approved' };
    default:
      if (!approvals) {
        return {
          state: 'unknown',
          summary: 'The portal has not read the reviews',
        };
      }
      return counted.length > 0
        ? { state: 'done', ...approved }
        : {
            state: pull.state === 'merged' ? 'unknown' : 'now',
            summary: 'No approval that counts is recorded',
          };
  }
}

function mergeStep(
  { pull }: RequestFacts,
  { phase, turn }: RequestJudgement,
): Step {
  if (pull.state === 'merged') {
    const by = pull.content?.mergedBy;
    return {
      state: 'done',
      at: pull.closedAt,
      summary: `Merged${by ? ` by ${by}` : ''} as ${pull.mergeCommit?.slice(0, 7) ?? 'an unknown commit'}`,
    };
  }
  if (pull.state === 'closed') {
    return { state: 'never', at: pull.closedAt, summary: 'Closed unmerged' };
  }
  return phase === 'approved'
    ? { state: 'now', at: turn?.since, summary: 'Ready to be merged' }
    : { state: 'later', summary: 'After the approval' };
}

function deploymentStep(
  { units }: RequestFacts,
  { phase, turn, problem }: RequestJudgement,
): Step {
  const finished = units
    .flatMap(({ report }) => report?.finishedAt ?? [])
    .sort()
    .at(-1);
  const url = units.find(({ report }) => report?.runUrl)?.report?.runUrl;
  switch (phase) {
    case 'waiting':
    case 'deploying':
      return {
        state: 'now',
        at: turn?.since,
        summary: turn?.what ?? '',
        url: turn?.url ?? url,
      };
    case 'failed': {
      const done = units.every(isDeployed);
      return done
        ? { state: 'done', at: finished, summary: 'Deployed', url }
        : {
            state: 'failed',
            at: turn?.since,
            summary: problem?.what ?? '',
            url: problem?.url,
          };
    }
    case 'deployed':
    case 'healthy':
      return {
        state: 'done',
        at: finished,
        summary: units.length > 0 ? 'Deployed' : 'It changes no unit',
        url,
      };
    case 'closed':
      return { state: 'never', summary: 'Nothing is deployed' };
    default:
      return { state: 'later', summary: 'After the merge' };
  }
}

function healthStep(
  { units }: RequestFacts,
  { phase }: RequestJudgement,
): Step {
  const known = units.flatMap(({ health }) => health ?? []);
  const summary = [
    ...new Set(known.map(({ status }) => status as string)),
  ].join(', ');
  switch (phase) {
    case 'healthy':
      return { state: 'done', summary };
    case 'failed':
      return units.every(isDeployed)
        ? { state: 'failed', summary }
        : { state: 'later', summary: 'After the deployment' };
    case 'deployed':
      return known.length > 0
        ? { state: 'now', summary }
        : {
            state: units.length > 0 ? 'unknown' : 'never',
            summary:
              units.length > 0
                ? 'The catalog has no such unit'
                : 'It changes no unit',
          };
    case 'closed':
      return { state: 'never', summary: 'Nothing is deployed' };
    default:
      return { state: 'later', summary: 'After the deployment' };
  }
}

/** Everybody whom a request names, for whom the catalog may have another name. */
export function actorsOfRequest(
  facts: RequestFacts,
  { turn }: RequestJudgement,
): string[] {
  return [
    requesterOf(facts),
    facts.pull.author,
    ...(turn?.who ?? []),
    ...(facts.pull.content?.mergedBy ? [facts.pull.content.mergedBy] : []),
    ...(facts.pull.evidence?.reviews ?? []).map(
      ({ reviewer }) => reviewer.login,
    ),
  ];
}
