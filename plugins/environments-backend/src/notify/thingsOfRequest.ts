import { isUnchanged, outcomeOfUnit } from '../health/outcomeOfUnit';
import { requesterOf } from '../requests/judgeRequest';
import type { UnitFacts } from '../requests/RequestFacts';
import type { FoundRequest } from '../requests/RequestService';
import type { Thing } from './Thing';

/** What there is to tell of a request: to who asked, to those whose review is asked, and to the owners of what was deployed. */
export function thingsOfRequest(
  request: FoundRequest,
  options: {
    /** Entity reference of a login; undefined where the catalog has nobody of it. */
    refOf: (actor: string) => string | undefined;
    /** Entity reference of the owner of a unit, by its folder. */
    ownerOf: (path: string) => string | undefined;
  },
): Thing[] {
  const { facts, judgement } = request;
  const { pull, repository } = facts;
  const { refOf, ownerOf } = options;
  const id = `${pull.repository}#${pull.number}`;
  const requester = known([refOf(requesterOf(facts))]);
  const common = {
    link: `/environments/requests/${repository.owner}/${repository.repo}/${pull.number}`,
    severity: 'normal' as const,
  };
  const things: Thing[] = [];

  const { plan, approvals, phase, turn } = judgement;
  if (plan && plan.headCommit === pull.headSha) {
    const passed = plan.outcome === 'passed';
    things.push({
      ...common,
      key: `plan:${id}@${plan.headCommit}/${plan.hash}/${plan.outcome}`,
      kind: passed ? 'plan-ready' : 'plan-failed',
      at: plan.recordedAt,
      recipients: requester,
      title: `${passed ? 'The plan is ready' : 'The plan failed'}: ${pull.title}`,
      severity: passed ? 'normal' : 'high',
    });
  }
  if (phase === 'review' && turn && plan) {
    things.push({
      ...common,
      key: `review:${id}@${plan.headCommit}/${plan.hash}`,
      kind: 'review-asked',
      at: turn.since,
      recipients: known(turn.who.map(refOf)),
      title: `Your review is asked: ${pull.title}`,
    });
  }
  if (approvals && approvals.missing.length === 0) {
    things.push({
      ...common,
      key: `approved:${id}@${pull.headSha}/${approvals.hash}`,
      kind: 'approved',
      at: approvals.counted
        .map(each => each.submittedAt)
        .sort()
        .at(-1),
      recipients: requester,
      title: `Approved: ${pull.title}`,
    });
  }
  for (const unit of facts.units) {
    const told = ofUnit(unit, id);
    if (told) {
      things.push({
        ...common,
        ...told,
        recipients: known([...requester, ownerOf(unit.path)]),
      });
    }
  }
  return things.filter(({ recipients }) => recipients.length > 0);
}

/** How a unit's deployment ended; undefined while it has not, or had nothing to do. */
function ofUnit(
  { path, report, pipeline }: UnitFacts,
  id: string,
):
  | Pick<Thing, 'at' | 'description' | 'key' | 'kind' | 'severity' | 'title'>
  | undefined {
  const name = path.split('/')[1];
  if (!report) {
    return pipeline?.status === 'failed' || pipeline?.status === 'cancelled'
      ? {
          key: `failed:${id}/run-${pipeline.run.id}/${pipeline.since}/${path}`,
          kind: 'failed',
          at: pipeline.since,
          title: `The run that has to deploy ${name} ${pipeline.status === 'failed' ? 'failed' : 'was cancelled'}`,
          severity: 'high',
        }
      : undefined;
  }
  const { outcome, reason } = outcomeOfUnit(report, path);
  if (outcome === 'running' || isUnchanged(report, path)) {
    return undefined;
  }
  const common = { at: report.finishedAt ?? report.startedAt };
  return outcome === 'succeeded'
    ? {
        ...common,
        key: `deployed:${id}/${report.id}/${path}`,
        kind: 'deployed',
        title: `${name} is deployed`,
        severity: 'normal',
      }
    : {
        ...common,
        key: `failed:${id}/${report.id}/${path}`,
        kind: 'failed',
        title: `The deployment of ${name} ${outcome === 'failed' ? 'failed' : 'was rolled back'}`,
        description: reason?.slice(0, 1_000),
        severity: 'high',
      };
}

function known(refs: Array<string | undefined>): string[] {
  return [...new Set(refs.flatMap(ref => ref ?? []))];
}
