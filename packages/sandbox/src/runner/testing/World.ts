import { SandboxClock } from '../../clock';
import { DocumentStore } from '../../documents';
import { RunnerSandbox } from '../RunnerSandbox';
import { RunnerOptions, startRunner } from '../startRunner';
import { FakeHost } from './FakeHost';

/** A repository, a store of runs and a runner, for one test. */
export class World {
  readonly github = new FakeHost();
  readonly clock = new SandboxClock();
  readonly documents = DocumentStore.open(':memory:');
  readonly #options: Partial<RunnerOptions>;
  #runner: RunnerSandbox | undefined;

  static async start(options: Partial<RunnerOptions> = {}): Promise<World> {
    const world = new World(options);
    await world.startRunner();
    return world;
  }

  /** A world in which the runner does not run yet. */
  constructor(options: Partial<RunnerOptions> = {}) {
    this.#options = options;
  }

  async startRunner(): Promise<void> {
    this.#runner = await startRunner({
      parts: {
        clock: this.clock,
        documents: this.documents,
        dataDir: this.github.root,
      },
      github: this.github.host(),
      ...this.#options,
    });
  }

  get runner(): RunnerSandbox {
    if (!this.#runner) {
      throw new Error('The runner is not started');
    }
    return this.#runner;
  }

  /** Commits a workflow file with these jobs, and waits for what the push starts. */
  async runJobs(jobs: string, on = 'on: push'): Promise<void> {
    this.github.push({ '.github/workflows/a.yml': `${on}\njobs:\n${jobs}` });
    await this.runner.idle();
  }

  /** How each job of the latest attempts ended, by key. */
  conclusions(): Record<string, string | null> {
    return Object.fromEntries(
      this.github.jobs().map(job => [job.key, job.conclusion]),
    );
  }

  /** What a job printed: its log without times. */
  printed(key: string): string[] {
    const job = this.github.jobs().find(each => each.key === key);
    return (this.github.logs.get(job?.id ?? 0) ?? '')
      .split('\n')
      .map(line => line.replace(/^\S+Z /, ''));
  }

  async close(): Promise<void> {
    await this.#runner?.close();
    this.documents.close();
    this.github.close();
  }
}

/** Waits until something holds; the test's time limit is the limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise(resolve => {
      setTimeout(resolve, 10);
    });
  }
}
