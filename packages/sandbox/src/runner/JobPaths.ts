import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders of one job. They are gone when the job is done. */
export class JobPaths {
  readonly root: string;
  /** `GITHUB_WORKSPACE`. */
  readonly workspace: string;
  /** `RUNNER_TEMP`. */
  readonly temp: string;
  readonly home: string;
  /** Where scripts, the event and the command files lie. */
  readonly files: string;

  static async make(root: string): Promise<JobPaths> {
    const paths = new JobPaths(root);
    await rm(root, { recursive: true, force: true });
    for (const folder of [
      paths.workspace,
      paths.temp,
      paths.home,
      paths.files,
    ]) {
      await mkdir(folder, { recursive: true });
    }
    return paths;
  }

  private constructor(root: string) {
    this.root = root;
    this.workspace = join(root, 'workspace');
    this.temp = join(root, 'temp');
    this.home = join(root, 'home');
    this.files = join(root, 'files');
  }

  /** Retries where a process that is just ending still writes. */
  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
