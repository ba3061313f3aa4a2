import { spawn } from 'node:child_process';
import { atExit } from '../../lib/atExit.mjs';

/** A process that runs until it is stopped; what it said is kept. */
export class Process {
  #child;
  #output = '';
  #ended;

  constructor(program, args, options) {
    this.#child = spawn(program, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', data => {
        this.#output += data;
      });
    }
    const ended = atExit(() => this.#child.kill('SIGKILL'));
    this.#ended = new Promise(resolve =>
      this.#child.once('close', code => {
        ended();
        this.code = code ?? 1;
        resolve(this.code);
      }),
    );
  }

  get output() {
    return this.#output;
  }

  /** Why it is no longer there; undefined while it runs. */
  failure() {
    return this.code === undefined
      ? undefined
      : `It ended with ${this.code}:\n${this.#output.slice(-6000)}`;
  }

  /** Its exit code, once it ended. */
  whenEnded() {
    return this.#ended;
  }

  async stop(signal = 'SIGTERM') {
    if (this.code === undefined) {
      this.#child.kill(signal);
      const hard = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
      await this.#ended;
      clearTimeout(hard);
    }
  }
}
