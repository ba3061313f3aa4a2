import type { PipelineRepository } from '../../pipelineAccess';

/** A repository as its tokens name it: with the numbers of owner and repository, with that of the repository, or without. */
export const FURTHER_REPOSITORY =
  /^(?<owner>[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?:@(?<ownerId>[1-9]\d{0,18})(?=\/[^@]+@))?\/(?<name>[A-Za-z0-9._-]{1,100})(?:@(?<id>[1-9]\d{0,18}))?$/;

/** Reads one of a bootstrap's further repositories, whose form has been checked. */
export function furtherRepository(
  text: string,
  branch: string,
): PipelineRepository {
  const { owner, ownerId, name, id } =
    FURTHER_REPOSITORY.exec(text)?.groups ?? {};
  return { repository: `${owner}/${name}`, branch, repositoryId: id, ownerId };
}
