import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mutex } from 'async-mutex';
import { GitHistory } from './GitHistory';
import { GitObjects } from './GitObjects';
import { GitRefs } from './GitRefs';
import { runGit, spawnGit } from './runGit';

/** Nothing is collected, since what nobody reaches may still be asked for; pushes may not touch `refs/pull`. */
const CONFIG = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logallrefupdates = false
[gc]
	auto = 0
[receive]
	autogc = false
	fsckObjects = true
	hideRefs = refs/pull
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
`;

/** One bare repository on disk. */
export class GitRepository {
  readonly directory: string;
  readonly objects: GitObjects;
  readonly refs: GitRefs;
  readonly history: GitHistory;
  /** Pushes and merges take turns, so that each sees what the one before it made, and what is told of it is true. */
  readonly turn = new Mutex();

  /** Makes the repository on disk. */
  static async init(
    directory: string,
    defaultBranch: string,
  ): Promise<GitRepository> {
    mkdirSync(directory, { recursive: true });
    await runGit(directory, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--initial-branch=${defaultBranch}`,
    ]);
    writeFileSync(join(directory, 'config'), CONFIG);
    return new GitRepository(directory);
  }

  constructor(directory: string) {
    this.directory = directory;
    this.objects = new GitObjects(directory);
    this.refs = new GitRefs(directory, this.objects);
    this.history = new GitHistory(directory, this.objects);
  }

  /** Ends the reading process. */
  close(): void {
    this.objects.close();
  }

  /** Streams an archive of a commit. */
  archive(sha: string, format: 'tar.gz' | 'zip', prefix: string): ChildProcess {
    return spawnGit(this.directory, [
      'archive',
      `--format=${format}`,
      `--prefix=${prefix}/`,
      sha,
    ]);
  }
}
