import type { Octokit } from '@octokit/rest';
import type { Account, ApprovalFacts, Review } from '../approvals';
import { isNotFound } from './statusOf';

/** What GitHub tells of who reviewed a pull request and who wrote it. */
export type ReviewFacts = Pick<
  ApprovalFacts,
  'authors' | 'reviews' | 'writers'
>;

/** Which pull request. */
export type PullAddress = Readonly<{
  owner: string;
  repo: string;
  pull_number: number;
}>;

const PAGE = 100;

/** GitHub tells of so many commits of a pull request, whatever there are. */
const MOST_COMMITS = 250;

/** The committer of what GitHub makes itself, as for a button that was pressed; its author is who pressed it. */
const GITHUB_ITSELF = 'web-flow';

/** A review whose author has left GitHub. */
const GHOST: Account = { login: 'ghost' };

const STATES: readonly string[] = [
  'APPROVED',
  'CHANGES_REQUESTED',
  'COMMENTED',
  'DISMISSED',
] satisfies Array<Review['state']>;

/** Reads the reviews of a pull request, which of the reviewers may write, and the accounts of who made its commits. */
export async function readReviews(
  octokit: Octokit,
  pull: PullAddress,
): Promise<ReviewFacts> {
  const page = { ...pull, per_page: PAGE };
  const [listed, commits] = await Promise.all([
    octokit.paginate(octokit.rest.pulls.listReviews, page),
    octokit.paginate(octokit.rest.pulls.listCommits, page),
  ]);
  const reviews = listed
    // What is still being written only its author sees.
    .filter(({ state }) => STATES.includes(state))
    .map((review): Review => ({
      id: review.id,
      reviewer: review.user ? accountOf(review.user) : GHOST,
      state: review.state as Review['state'],
      commit: review.commit_id ?? undefined,
      submittedAt: review.submitted_at ?? '',
    }));
  const makers = commits.map(({ author, committer }) =>
    [author, committer]
      .filter(maker => isAccount(maker))
      .filter(({ login }) => login !== GITHUB_ITSELF)
      .map(accountOf),
  );
  return {
    reviews,
    writers: await readWriters(octokit, pull, reviews),
    authors:
      commits.length < MOST_COMMITS && makers.every(({ length }) => length > 0)
        ? distinct(makers.flat())
        : undefined,
  };
}

async function readWriters(
  octokit: Octokit,
  { owner, repo }: PullAddress,
  reviews: readonly Review[],
): Promise<Set<string>> {
  const reviewers = distinct(
    reviews
      .filter(({ state }) => state !== 'COMMENTED')
      .map(({ reviewer }) => reviewer),
  );
  const allowed = await Promise.all(
    reviewers.map(async ({ login }) => {
      const where = { owner, repo, username: login };
      return (await mayWrite(octokit, where)) ? [login.toLowerCase()] : [];
    }),
  );
  return new Set(allowed.flat());
}

async function mayWrite(
  octokit: Octokit,
  where: { owner: string; repo: string; username: string },
): Promise<boolean> {
  try {
    const { data } =
      await octokit.rest.repos.getCollaboratorPermissionLevel(where);
    return data.permission === 'admin' || data.permission === 'write';
  } catch (error) {
    if (isNotFound(error)) {
      return false;
    }
    throw error;
  }
}

/** GitHub answers an empty object for a commit whose address is nobody's. */
function isAccount(user: object | null): user is { login: string; id: number } {
  return user !== null && 'login' in user && 'id' in user;
}

function accountOf({ login, id }: { login: string; id: number }): Account {
  return { login, id };
}

function distinct(accounts: readonly Account[]): Account[] {
  return [
    ...new Map(accounts.map(account => [account.login, account])).values(),
  ];
}
