import {
  type ErrorLike,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import type { RepositoryReference } from '@plinth/repository';

/** Longer than GitHub takes to answer, and as long as somebody waits for a repository that is not theirs. */
const PATIENCE_MS = 5_000;

/** What one repository said. */
export interface RepositoryAnswer<R, T> {
  readonly repository: R;
  readonly answer: T;
}

/** A repository that said nothing, and why. */
export interface UnreadRepository<R> {
  readonly repository: R;
  readonly error: ErrorLike;
}

/**
 * Asks several repositories the same at once, so that one which does not answer neither breaks nor delays what there is to know of
 * the others: it counts as unread. A repository that is alone is waited for, since there is nothing to go on with.
 *
 * @param question - about one repository
 * @param options.patienceMs - how long several are waited for; @default 5 seconds
 * @param options.waitsForOne - false where one that is alone is not waited for either; @default true
 */
export async function askRepositories<R extends RepositoryReference, T>(
  repositories: readonly R[],
  question: (repository: R) => Promise<T>,
  options: { patienceMs?: number; waitsForOne?: boolean } = {},
): Promise<{
  answers: Array<RepositoryAnswer<R, T>>;
  unread: Array<UnreadRepository<R>>;
}> {
  const { patienceMs = PATIENCE_MS, waitsForOne = true } = options;
  const isAlone = waitsForOne && repositories.length === 1;
  const settled = await Promise.allSettled(
    repositories.map(repository => {
      const asked = question(repository);
      return isAlone ? asked : within(patienceMs, asked, repository);
    }),
  );
  const answers: Array<RepositoryAnswer<R, T>> = [];
  const unread: Array<UnreadRepository<R>> = [];
  settled.forEach((each, index) => {
    const repository = repositories[index];
    if (each.status === 'fulfilled') {
      answers.push({ repository, answer: each.value });
    } else {
      unread.push({ repository, error: toError(each.reason) });
    }
  });
  return { answers, unread };
}

async function within<T>(
  patienceMs: number,
  asked: Promise<T>,
  { url }: RepositoryReference,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ServiceUnavailableError(
            `${url} did not answer within ${patienceMs / 1000} seconds`,
          ),
        ),
      patienceMs,
    );
  });
  try {
    return await Promise.race([asked, impatience]);
  } finally {
    clearTimeout(timer);
  }
}
