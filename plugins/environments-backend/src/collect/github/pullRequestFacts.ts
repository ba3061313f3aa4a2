import { requesterOf } from '@plinth/repository';
import type { LedgerFact } from '../../ledger/Ledger';
import type { StoredCommit } from '../../store';
import type { PullRequestReading } from './GitHubReader';

const idOf = ({ repository, number }: PullRequestReading['pull']) =>
  `${repository}#${number}`;

/** Names the fact that somebody asked for a pull request through the portal. */
export function requestedKey(pull: PullRequestReading['pull']): string {
  return `requested:${idOf(pull)}`;
}

/** What a pull request adds to the story of the units that it touches. */
export function pullRequestFacts(reading: PullRequestReading): LedgerFact[] {
  const { pull, units, approvals, mergedAt, mergedBy } = reading;
  if (units.length === 0) {
    return [];
  }
  const common = {
    repository: pull.repository,
    units,
    pullRequest: pull.number,
    url: pull.url,
  };
  const id = idOf(pull);
  const facts: LedgerFact[] = [];
  if (pull.request) {
    const { requester, template, entity, task } = pull.request;
    facts.push({
      ...common,
      key: requestedKey(pull),
      type: 'requested',
      at: pull.createdAt,
      actor: requester,
      summary: `Requested with ${template}`,
      details: { template, entity, task },
    });
  }
  facts.push({
    ...common,
    key: `pull-request:${id}`,
    type: 'pullRequestOpened',
    at: pull.createdAt,
    actor: pull.author,
    summary: `Pull request #${pull.number} opened: ${pull.title}`,
  });
  for (const approval of approvals) {
    facts.push({
      ...common,
      key: `approved:${id}/${approval.id}`,
      type: 'approved',
      at: approval.at,
      actor: approval.login,
      url: approval.url,
      summary: `Approved by ${approval.login}`,
      details: { headCommit: approval.commit },
    });
  }
  if (mergedAt && pull.mergeCommit) {
    facts.push({
      ...common,
      key: `merged:${id}`,
      type: 'merged',
      at: mergedAt,
      actor: mergedBy,
      commit: pull.mergeCommit,
      summary: `Merged${mergedBy ? ` by ${mergedBy}` : ''} as ${pull.mergeCommit.slice(0, 7)}`,
    });
  }
  return facts.map(withoutUndefined);
}

/** A commit that reached the branch without a pull request. */
export function directCommitFacts(commit: StoredCommit): LedgerFact[] {
  if (commit.units.length === 0) {
    return [];
  }
  return [
    withoutUndefined({
      key: `pushed:${commit.repository}@${commit.sha}`,
      type: 'merged' as const,
      at: commit.committedAt,
      repository: commit.repository,
      units: commit.units,
      actor: requesterOf(commit.message) ?? commit.author,
      url: commit.url,
      commit: commit.sha,
      summary: `Pushed as ${commit.sha.slice(0, 7)} without a pull request`,
    }),
  ];
}

/** Canonical JSON has no undefined. */
function withoutUndefined(fact: LedgerFact): LedgerFact {
  const known = { ...fact };
  for (const [name, value] of Object.entries(fact)) {
    if (value === undefined) {
      Reflect.deleteProperty(known, name);
    }
  }
  return known;
}
