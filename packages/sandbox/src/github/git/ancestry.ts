import type { Commit } from './objects';

/** Reads a commit. */
export type CommitReader = (sha: string) => Promise<Commit | undefined>;

/** Commits looked at before the question is left to `git`, which needs a process but knows shortcuts. */
const PATIENCE = 64;

/**
 * Whether one commit can be reached from another, newest commits first. Undefined when the answer was not found
 * within a few commits. Most questions are about a branch that has just left main, and end after one or two.
 */
export async function reaches(
  read: CommitReader,
  from: string,
  wanted: string,
): Promise<boolean | undefined> {
  const seen = new Set([from]);
  let front: Commit[] = [];
  let next: string[] = [from];
  for (let looked = 0; looked < PATIENCE; looked += 1) {
    for (const sha of next) {
      if (sha === wanted) {
        return true;
      }
      const commit = await read(sha);
      if (commit) {
        front.push(commit);
      }
    }
    if (front.length === 0) {
      return false;
    }
    const newest = front.reduce((one, other) =>
      other.committer.time > one.committer.time ? other : one,
    );
    front = front.filter(commit => commit !== newest);
    next = newest.parents.filter(parent => !seen.has(parent));
    next.forEach(parent => seen.add(parent));
  }
  return undefined;
}

/** The commits from `base` (left out) to `head`, oldest first, if they form a short line; else undefined. */
export async function straightLine(
  read: CommitReader,
  base: string,
  head: string,
): Promise<Commit[] | undefined> {
  const line: Commit[] = [];
  let at = head;
  while (at !== base) {
    const commit = await read(at);
    if (!commit || commit.parents.length !== 1 || line.length >= PATIENCE) {
      return undefined;
    }
    line.unshift(commit);
    at = commit.parents[0];
  }
  return line;
}
