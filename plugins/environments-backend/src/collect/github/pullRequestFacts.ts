import type { Review } from '@plinth/repository';
import type { LedgerFact } from '../../ledger/Ledger';
import type { StoredCommit } from '../../store';
import type { PullRequestReading } from './PullRequestReader';

const idOf = ({ repository, number }: PullRequestReading['pull']) =>
  `${repository}#${number}`;

/** Names the fact that somebody asked for a pull request through the portal. */
export function requestedKey(pull: PullRequestReading['pull']): string {
  return `requested:${idOf(pull)}`;
}

/** What a pull request adds to the story of the units that it touches. */
export function pullRequestFacts(
  reading: PullRequestReading,
  options: { at: Date },
): LedgerFact[] {
  const { pull, reviews, mergedAt } = reading;
  const { units, mergedBy } = reading.content;
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
  for (const review of reviews) {
    facts.push(...reviewFacts(review, { common, id, at: options.at }));
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

/** GitHub tells that a review was dismissed, but neither when nor by whom. */
function reviewFacts(
  review: Review,
  of: {
    common: Pick<LedgerFact, 'pullRequest' | 'repository' | 'units' | 'url'>;
    id: string;
    at: Date;
  },
): LedgerFact[] {
  const { login } = review.reviewer;
  const common = {
    ...of.common,
    url: `${of.common.url}#pullrequestreview-${review.id}`,
    details: { review: review.id, headCommit: review.commit ?? '' },
  };
  switch (review.state) {
    case 'APPROVED':
      return [
        {
          ...common,
          key: `approved:${of.id}/${review.id}`,
          type: 'approved',
          at: new Date(review.submittedAt).toISOString(),
          actor: login,
          summary: `Approved by ${login}`,
        },
      ];
    case 'DISMISSED':
      return [
        {
          ...common,
          key: `dismissed:${of.id}/${review.id}`,
          type: 'approvalDismissed',
          at: of.at.toISOString(),
          summary: `Review by ${login} was dismissed`,
        },
      ];
    default:
      return [];
  }
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
      // Not who its message names: anybody may write that.
      actor: commit.author,
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
