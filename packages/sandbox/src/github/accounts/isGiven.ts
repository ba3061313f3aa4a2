import type { Installation } from '../model';

/** Whether an installation, or a token of one, was given a repository of its account. */
export function isGiven(
  { repositories }: Pick<Installation, 'repositories'>,
  name: string,
): boolean {
  return (
    repositories === 'all' ||
    repositories.some(each => each.toLowerCase() === name.toLowerCase())
  );
}
