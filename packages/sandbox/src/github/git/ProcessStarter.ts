import { spawn, type ChildProcess } from 'node:child_process';

/** What the small process runs. It ends when nobody asks any more; what stops the group of processes stops it by that. */
const PROGRAM = `
const { execFile } = require('node:child_process');
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit());
process.on('message', ({ id, file, args, input, options }) => {
  const child = execFile(file, args, { ...options, encoding: 'buffer' }, (error, stdout, stderr) => {
    const code = error ? error.code : 0;
    process.send(
      typeof code === 'number'
        ? { id, output: { code, stdout, stderr } }
        : { id, failure: { message: error.message, code } },
    );
  });
  // What fails early closes its input; the exit code tells the story.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
});
`;

/** How long the small process stays without work, in milliseconds. */
const IDLE = 5000;

/** What a process that ran to its end said. */
export interface ProcessOutput {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly input?: string | Buffer;
  readonly options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly maxBuffer: number;
  };
}

interface Answer {
  readonly id: number;
  readonly output?: ProcessOutput;
  readonly failure?: { message: string; code?: string };
}

interface Pending {
  resolve(output: ProcessOutput): void;
  reject(error: Error): void;
}

/**
 * Starts processes from a small one. To start a process, the system copies the tables of the memory of the one that starts it, and holds it
 * meanwhile: with 700 MB a start of git took 72 ms of the system's time, and takes 21 ms from a small process (300 starts each).
 */
export class ProcessStarter {
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;
  readonly #pending = new Map<number, Pending>();

  /** Runs a program to its end. Throws when it cannot be started, is killed, or says more than it may. */
  run(request: ProcessRequest): Promise<ProcessOutput> {
    clearTimeout(this.#idle);
    const child = (this.#child ??= this.#start());
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      child.channel?.ref();
      // `process.env` is more than an object, which cannot be sent.
      const options = { ...request.options, env: { ...request.options.env } };
      child.send({ ...request, options, id }, error => {
        if (error) {
          this.#settle({ id, failure: { message: error.message } });
        }
      });
    });
  }

  #start(): ChildProcess {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, ['-e', PROGRAM], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      env,
    });
    child.on('message', (answer: Answer) => this.#settle(answer));
    child.on('error', error => this.#end(child, error.message));
    child.on('exit', (code, signal) =>
      this.#end(
        child,
        `the process that starts others ended: ${signal ?? code}`,
      ),
    );
    child.unref();
    return child;
  }

  #settle({ id, output, failure }: Answer) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (output) {
      pending?.resolve(output);
    } else {
      pending?.reject(
        Object.assign(new Error(failure?.message), { code: failure?.code }),
      );
    }
    if (this.#pending.size === 0) {
      const child = this.#child;
      child?.channel?.unref();
      this.#idle = setTimeout(() => this.#end(child, 'idle'), IDLE).unref();
    }
  }

  #end(child: ChildProcess | undefined, message: string) {
    if (!child || this.#child !== child) {
      return;
    }
    clearTimeout(this.#idle);
    this.#child = undefined;
    if (child.connected) {
      child.disconnect();
    }
    for (const id of this.#pending.keys()) {
      this.#settle({ id, failure: { message } });
    }
  }
}
