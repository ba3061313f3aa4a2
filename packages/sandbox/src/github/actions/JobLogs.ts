import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../store/Store';

/** The logs of jobs: one file each. */
export class JobLogs {
  readonly #folder: string;

  constructor(store: Store) {
    this.#folder = store.folder('github', 'logs');
  }

  append(jobId: number, text: string): void {
    appendFileSync(this.#file(jobId), text);
  }

  /** Empty when nothing was written. */
  read(jobId: number): string {
    const file = this.#file(jobId);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  #file(jobId: number): string {
    return join(this.#folder, `${jobId}.log`);
  }
}
