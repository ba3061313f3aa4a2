import type { Repository } from '../model';

/** Which ways of merging the repository allows. */
export function allowedMethods(repository: Repository): string[] {
  return [
    ...(repository.allowMergeCommit ? ['merge'] : []),
    ...(repository.allowSquashMerge ? ['squash'] : []),
    ...(repository.allowRebaseMerge ? ['rebase'] : []),
  ];
}
