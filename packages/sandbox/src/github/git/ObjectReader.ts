import type { ChildProcess } from 'node:child_process';
import { spawnGit } from './runGit';

/** An object as Git stores it. */
export interface RawObject {
  readonly sha: string;
  readonly type: 'commit' | 'tree' | 'blob' | 'tag';
  readonly size: number;
  readonly content: Buffer;
}

interface Waiting {
  readonly withContent: boolean;
  readonly resolve: (object: RawObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads objects through one long-lived `git cat-file --batch-command`, so that a read costs no process.
 * Git looks refs and new objects up at each question, so answers are never stale.
 */
export class ObjectReader {
  readonly #directory: string;
  #child: ChildProcess | undefined;
  #waiting: Waiting[] = [];
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** Bytes needed before it is worth looking again. */
  #needed = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Type, size and SHA of what a revision means; undefined when nothing. */
  info(revision: string): Promise<RawObject | undefined> {
    return this.#ask('info', revision);
  }

  /** The object with its bytes. */
  contents(revision: string): Promise<RawObject | undefined> {
    return this.#ask('contents', revision);
  }

  /** Ends the process. It starts again when something is asked. */
  close(): void {
    this.#child?.stdin?.end();
    this.#child = undefined;
  }

  #ask(
    command: 'info' | 'contents',
    revision: string,
  ): Promise<RawObject | undefined> {
    if (!revision || /[\n\0]/.test(revision) || revision.startsWith('-')) {
      return Promise.resolve(undefined);
    }
    const child = this.#child ?? this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        withContent: command === 'contents',
        resolve,
        reject,
      });
      child.stdin?.write(`${command} ${revision}\n`);
    });
  }

  #start(): ChildProcess {
    const child = spawnGit(this.#directory, ['cat-file', '--batch-command']);
    this.#child = child;
    this.#chunks = [];
    this.#buffered = 0;
    this.#needed = 0;
    let complaint = '';
    child.stderr?.on('data', chunk => {
      complaint = `${complaint}${chunk}`.slice(-2000);
    });
    child.stdout?.on('data', chunk => this.#receive(chunk));
    child.stdin?.on('error', () => undefined);
    const fail = (why: string) => {
      if (this.#child === child) {
        this.#child = undefined;
      }
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const { reject } of waiting) {
        reject(new Error(`git cat-file ended: ${why}`));
      }
    };
    child.on('error', error => fail(error.message));
    child.on('exit', code => fail(complaint || `exit code ${code}`));
    return child;
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered < this.#needed) {
      return;
    }
    let data = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    this.#needed = 0;
    while (this.#waiting.length > 0 && data.length > 0) {
      const end = data.indexOf(10);
      if (end < 0) {
        break;
      }
      const header = data.toString('utf8', 0, end);
      const match = /^([0-9a-f]{40}) (commit|tree|blob|tag) (\d+)$/.exec(
        header,
      );
      const size = match ? Number(match[3]) : 0;
      const body = match && this.#waiting[0].withContent ? size + 1 : 0;
      if (data.length < end + 1 + body) {
        this.#needed = end + 1 + body;
        break;
      }
      const waiting = this.#waiting.shift();
      waiting?.resolve(
        match
          ? {
              sha: match[1],
              type: match[2] as RawObject['type'],
              size,
              content: body
                ? Buffer.from(data.subarray(end + 1, end + 1 + size))
                : Buffer.alloc(0),
            }
          : undefined,
      );
      data = data.subarray(end + 1 + body);
    }
    this.#chunks = data.length > 0 ? [data] : [];
    this.#buffered = data.length;
  }
}
