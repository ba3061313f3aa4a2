import { CronExpressionParser } from 'cron-parser';
import type { SandboxClock } from '../clock';
import type { Collection } from '../documents';
import type { WorkflowTrigger } from '../github';
import type { RunnerHost } from './RunnerHost';
import { parseWorkflow } from './workflow';

const INTERVAL_MILLIS = 20_000;

/** A cron line of a workflow on a default branch. */
interface Schedule {
  readonly path: string;
  readonly cron: string;
}

/** Starts scheduled workflows, as they stand on the default branches, when their time comes. Times are UTC. */
export class Schedules {
  readonly #host: RunnerHost;
  readonly #clock: SandboxClock;
  readonly #repositories: Collection<{ repo: string }>;
  readonly #due: (trigger: WorkflowTrigger) => void;
  /** Schedules by repository and commit, so that a quiet repository is read once. */
  readonly #known = new Map<string, Schedule[]>();
  #timer: NodeJS.Timeout | undefined;
  #last: number;

  constructor(options: {
    host: RunnerHost;
    clock: SandboxClock;
    repositories: Collection<{ repo: string }>;
    due: (trigger: WorkflowTrigger) => void;
  }) {
    this.#host = options.host;
    this.#clock = options.clock;
    this.#repositories = options.repositories;
    this.#due = options.due;
    this.#last = options.clock.millis();
  }

  /** Minds a repository's schedules from now on. */
  watch(repo: string): void {
    if (!this.#repositories.get(repo)) {
      this.#repositories.put(repo, { repo });
    }
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.tick().catch(error => {
        process.emitWarning(error as Error);
      });
    }, INTERVAL_MILLIS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Starts what became due since the last call; nothing while history is being written. */
  async tick(): Promise<void> {
    if (this.#clock.frozen) {
      return;
    }
    const now = this.#clock.millis();
    const since = this.#last;
    this.#last = now;
    for (const { repo } of this.#repositories.values()) {
      await this.#tickRepository(repo, since, now);
    }
  }

  async #tickRepository(
    repo: string,
    since: number,
    now: number,
  ): Promise<void> {
    const branch = this.#host.repositories.get(repo)?.defaultBranch;
    const sha = branch && (await this.#host.repositories.resolve(repo, branch));
    if (!branch || !sha) {
      return;
    }
    for (const { path, cron } of await this.#schedules(repo, sha)) {
      const next = CronExpressionParser.parse(cron, {
        currentDate: new Date(since),
        tz: 'UTC',
      }).next();
      if (next.getTime() <= now) {
        this.#due({
          repo,
          event: 'schedule',
          ref: `refs/heads/${branch}`,
          sha,
          headSha: sha,
          sender: 'github-actions[bot]',
          changedFiles: [],
          workflow: path,
          payload: { schedule: cron, workflow: path },
        });
      }
    }
  }

  async #schedules(repo: string, sha: string): Promise<Schedule[]> {
    const key = `${repo}@${sha}`;
    const known = this.#known.get(key);
    if (known) {
      return known;
    }
    const files = await this.#host.actions.workflowFiles(repo, sha);
    const found = [...files].flatMap(([path, source]) => {
      try {
        const { crons } = parseWorkflow(path, source).triggers;
        return crons.map(cron => ({ path, cron }));
      } catch {
        // The push that brought the file has a failed run that says what is wrong with it.
        return [];
      }
    });
    this.#known.set(key, found);
    return found;
  }
}
