import { InputError, NotFoundError } from '@backstage/errors';
import { askRepositories } from '@plinth/plugin-environments-node';
import {
  freezeFileOf,
  requireFreezeName,
  type RepositoryReference,
} from '@plinth/repository';
import {
  namesOf,
  selectRepository,
  unreadInWords,
} from '../repository/selectRepository';
import type { FreezeRequest } from './FreezeRequest';

/**
 * The repository that a request for a freeze, or for the end of one, is about: the one that it names, the one of its units, or the
 * only one that has the freeze. A freeze of stages is one of a repository, so among several it has to name that.
 *
 * @param options.repoUrl - the repository that the request names, if it names one
 * @param options.repositoryOf - of a unit that the request names
 * @param options.read - a file of a repository's main branch; undefined if it has none
 *
 * @throws InputError where the request has to name one, NotFoundError for a freeze that there is not
 */
export async function repositoryOfFreeze(
  request: FreezeRequest,
  options: {
    configured: readonly RepositoryReference[];
    repoUrl: string | undefined;
    repositoryOf: (entityRef: string) => Promise<RepositoryReference>;
    read: (
      repository: RepositoryReference,
      path: string,
    ) => Promise<string | undefined>;
  },
): Promise<RepositoryReference> {
  const { configured, repoUrl } = options;
  if (repoUrl || configured.length < 2) {
    return selectRepository(configured, repoUrl);
  }
  requireFreezeName(request.name);
  return request.step === 'freeze'
    ? ofUnits(request.units ?? [], options)
    : withFile(freezeFileOf(request.name), options);
}

async function ofUnits(
  units: readonly string[],
  {
    configured,
    repositoryOf,
  }: Pick<
    Parameters<typeof repositoryOfFreeze>[1],
    'configured' | 'repositoryOf'
  >,
): Promise<RepositoryReference> {
  const all = await Promise.all(units.map(repositoryOf));
  const found = [...new Map(all.map(each => [each.fullName, each])).values()];
  if (found.length > 1) {
    throw new InputError(
      `units: they are in ${namesOf(found)}, and a freeze is one of a repository; ask for one in each`,
    );
  }
  return found[0] ?? selectRepository(configured);
}

async function withFile(
  path: string,
  {
    configured,
    read,
  }: Pick<Parameters<typeof repositoryOfFreeze>[1], 'configured' | 'read'>,
): Promise<RepositoryReference> {
  const { answers, unread } = await askRepositories(configured, repository =>
    read(repository, path),
  );
  const found = answers.flatMap(({ repository, answer }) =>
    answer === undefined ? [] : [repository],
  );
  if (found.length > 1) {
    throw new InputError(
      `repository: ${namesOf(found)} have ${path}; say which of them is meant`,
    );
  }
  if (!found[0]) {
    const unknown = unread.map(each => `; ${unreadInWords(each)}`);
    throw new NotFoundError(
      `name: there is no ${path} on the main branch of ${namesOf(answers.map(({ repository }) => repository))}, so there is nothing to lift${unknown.join('')}`,
    );
  }
  return found[0];
}
