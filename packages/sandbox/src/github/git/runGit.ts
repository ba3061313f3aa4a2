import { spawn, type ChildProcess } from 'node:child_process';
import { ProcessStarter } from './ProcessStarter';

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

const starter = new ProcessStarter();

/** Runs `git` in a directory to its end. Throws GitFailure for an exit code that is not in `accept`. */
export async function runGit(
  directory: string,
  args: readonly string[],
  options: {
    input?: string | Buffer;
    env?: Record<string, string>;
    /** @default [0] */
    accept?: readonly number[];
  } = {},
): Promise<GitOutput> {
  const { code, stdout, stderr } = await starter.run({
    file: 'git',
    args,
    input: options.input,
    options: {
      cwd: directory,
      env: gitEnvironment(options.env),
      maxBuffer: 512 * 1024 * 1024,
    },
  });
  const output = { code, stdout, stderr: stderr.toString('utf8') };
  if (!(options.accept ?? [0]).includes(code)) {
    throw new GitFailure(args, output);
  }
  return output;
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
