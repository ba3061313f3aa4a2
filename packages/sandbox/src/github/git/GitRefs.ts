import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitObjects } from './GitObjects';
import { runGit } from './runGit';

/** A ref and what it points to. */
export interface Ref {
  readonly name: string;
  readonly sha: string;
  readonly type: string;
}

/** One change in a ref transaction. `before`: the value it must have; zeros for none; undefined for any. */
export interface RefUpdate {
  readonly ref: string;
  /** Null deletes. */
  readonly sha: string | null;
  readonly before?: string;
}

/** The SHA that stands for nothing. */
export const ZERO_SHA = '0'.repeat(40);

/** The refs of one bare repository, and what revisions mean. */
export class GitRefs {
  readonly #directory: string;
  readonly #objects: GitObjects;

  constructor(directory: string, objects: GitObjects) {
    this.#directory = directory;
    this.#objects = objects;
  }

  /** What a revision (SHA, branch, tag, `HEAD`, full ref) means as a commit; undefined when nothing. */
  async resolve(revision: string): Promise<string | undefined> {
    if (/^[0-9a-f]{40}$/.test(revision)) {
      return (await this.#objects.info(`${revision}^{commit}`))?.sha;
    }
    if (!isRevision(revision)) {
      return undefined;
    }
    // As GitHub does: a branch before a tag of the same name.
    const candidates = revision.startsWith('refs/')
      ? [revision]
      : [
          `refs/heads/${revision}`,
          `refs/tags/${revision}`,
          `refs/${revision}`,
          ...(revision === 'HEAD' ? ['HEAD'] : []),
        ];
    for (const candidate of candidates) {
      const found = await this.#objects.info(`${candidate}^{commit}`);
      if (found) {
        return found.sha;
      }
    }
    return /^[0-9a-f]{4,39}$/.test(revision)
      ? this.#resolveShort(revision)
      : undefined;
  }

  /** What a full ref points to. */
  async get(name: string): Promise<Ref | undefined> {
    if (!isRevision(name) || !name.startsWith('refs/')) {
      return undefined;
    }
    const found = await this.#objects.info(name);
    return found && { name, sha: found.sha, type: found.type };
  }

  /** Refs below a prefix such as `refs/heads/`, by name. */
  async list(prefix = 'refs/'): Promise<Ref[]> {
    const { stdout } = await runGit(this.#directory, [
      'for-each-ref',
      '--format=%(objectname) %(objecttype) %(refname)',
      prefix,
    ]);
    return stdout
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => {
        const [sha, type, ...name] = line.split(' ');
        return { sha, type, name: name.join(' ') };
      });
  }

  /** Changes refs together: all or none. Throws GitFailure when one is not as it should be before. */
  async update(updates: readonly RefUpdate[]): Promise<void> {
    if (updates.length === 0) {
      return;
    }
    const input = updates
      .map(({ ref, sha, before }) =>
        sha === null
          ? `delete ${ref}\0${before ?? ''}\0`
          : `update ${ref}\0${sha}\0${before ?? ''}\0`,
      )
      .join('');
    await runGit(this.#directory, ['update-ref', '--stdin', '-z'], { input });
  }

  /**
   * Sets a ref below `refs/pull/`, which nobody but the sandbox writes: so it needs no process, only Git's own way
   * of replacing the file in one step.
   */
  setPull(number: number, name: 'head' | 'merge', sha: string): void {
    const folder = join(this.#directory, 'refs', 'pull', String(number));
    mkdirSync(folder, { recursive: true });
    const draft = join(folder, `${name}.lock`);
    writeFileSync(draft, `${sha}\n`);
    renameSync(draft, join(folder, name));
  }

  /** The long-lived reader may not know new objects by a short name, so a new process is asked. */
  async #resolveShort(revision: string): Promise<string | undefined> {
    const { code, stdout } = await runGit(
      this.#directory,
      ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`],
      { accept: [0, 1, 128] },
    );
    return code === 0 ? stdout.toString('utf8').trim() : undefined;
  }
}

/** True for names that Git takes as one ref or SHA, and not as an expression of several. */
export function isRevision(name: string): boolean {
  return (
    name.length > 0 &&
    !name.startsWith('-') &&
    !/\p{Cc}/u.test(name) &&
    !/[\s~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(^|\/)\.|\.lock(\/|$)/.test(name)
  );
}
