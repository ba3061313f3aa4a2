import { execFile, spawn, type ChildProcess } from 'node:child_process';

/** What a finished `git` said. */
export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A `git` that ended with a code its caller did not expect. */
export class GitFailure extends Error {
  readonly output: GitOutput;

  constructor(args: readonly string[], output: GitOutput) {
    super(
      `git ${args[0]} ended with ${output.code}: ${output.stderr.trim() || 'no message'}`,
    );
    this.name = 'GitFailure';
    this.output = output;
  }
}

/** The environment for every `git` of the sandbox: nothing of the person's own configuration reaches it. */
function gitEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
  );
  return {
    ...clean,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
    ...extra,
  };
}

/** Runs `git` in a directory to its end. Throws GitFailure for an exit code that is not in `accept`. */
export function runGit(
  directory: string,
  args: readonly string[],
  options: {
    input?: string | Buffer;
    env?: Record<string, string>;
    /** @default [0] */
    accept?: readonly number[];
  } = {},
): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...args],
      {
        cwd: directory,
        env: gitEnvironment(options.env),
        encoding: 'buffer',
        maxBuffer: 512 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const code = error ? error.code : 0;
        if (typeof code !== 'number') {
          reject(error);
          return;
        }
        const output = { code, stdout, stderr: stderr.toString('utf8') };
        if ((options.accept ?? [0]).includes(code)) {
          resolve(output);
        } else {
          reject(new GitFailure(args, output));
        }
      },
    );
    // A git that fails early closes its input; the exit code tells the story.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
  });
}

/** Starts a `git` whose input and output are streamed. */
export function spawnGit(
  directory: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  return spawn('git', [...args], {
    cwd: directory,
    env: gitEnvironment(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
