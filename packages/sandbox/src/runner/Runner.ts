import type { DocumentStore } from '../documents';
import type { WorkflowTrigger } from '../github';
import { Intake } from './Intake';
import type { Machine } from './job/JobAssignment';
import type { RunnerHost } from './RunnerHost';
import type { RunnerSandbox } from './RunnerSandbox';
import { ConcurrencyGroups } from './run/ConcurrencyGroups';
import { EnvironmentGate } from './run/EnvironmentGate';
import { JobSlots } from './run/JobSlots';
import { OpenRuns } from './run/OpenRuns';
import type { KeptOutputs } from './run/RunFacilities';
import { Schedules } from './Schedules';
import { PendingTrigger, TriggerInbox } from './TriggerInbox';

/** What a runner is made of. */
interface Options {
  readonly machine: Machine;
  readonly documents: DocumentStore;
  readonly jobs: number;
  readonly repositories: readonly string[];
}

/**
 * Turns events of GitHub into runs, and runs into work. Both are written down first; a runner that was killed
 * therefore finds them again, and goes on from there.
 */
export class Runner implements RunnerSandbox {
  readonly #host: RunnerHost;
  readonly #shutdown = new AbortController();
  readonly #intake = new Intake(this.#shutdown.signal);
  readonly #inbox: TriggerInbox;
  readonly #runs: OpenRuns;
  readonly #schedules: Schedules;
  readonly #stopListening: (() => void)[];

  static async start(options: Options): Promise<Runner> {
    const runner = new Runner(options);
    const left = runner.#inbox.left();
    runner.#host.actions.tellUntold();
    runner.#intake.add(async () => {
      await runner.#runs.resume();
      for (const pending of left) {
        await runner.#begin(pending);
      }
    });
    await runner.#intake.idle();
    return runner;
  }

  private constructor({ machine, documents, jobs, repositories }: Options) {
    const { host, clock } = machine;
    this.#host = host;
    this.#inbox = new TriggerInbox(host, documents);
    this.#runs = new OpenRuns(
      {
        machine,
        groups: new ConcurrencyGroups(),
        slots: new JobSlots(jobs),
        gate: new EnvironmentGate(host),
        outputs: documents.collection<KeptOutputs>('runner.outputs'),
        shutdown: this.#shutdown.signal,
      },
      documents,
    );
    this.#schedules = new Schedules({
      host,
      clock,
      repositories: documents.collection('runner.repositories'),
      due: trigger => this.#accept(trigger),
    });
    repositories.forEach(repo => this.#schedules.watch(repo));
    this.#stopListening = [
      host.events.on('workflowTrigger', trigger => this.#accept(trigger)),
      host.events.on('rerun', request => {
        this.#runs.open(request.runId);
        this.#intake.add(() => this.#runs.rerun(request));
      }),
      host.events.on('cancel', request => this.#runs.cancel(request)),
    ];
    this.#schedules.start();
  }

  async idle(): Promise<void> {
    let quiet: boolean;
    let heard: number;
    do {
      heard = this.#intake.added;
      quiet = this.#intake.pending === 0 && this.#runs.size === 0;
      await this.#intake.idle();
      await this.#runs.idle();
      // What follows a run is heard only once it has been told.
      await this.#host.actions.settled();
    } while (!quiet || heard !== this.#intake.added);
  }

  async tick(): Promise<void> {
    await this.#schedules.tick();
    await this.#intake.idle();
  }

  async close(): Promise<void> {
    this.#schedules.stop();
    this.#shutdown.abort('The runner was stopped');
    // What is heard until the last run has been left is written down for the next start.
    await this.idle();
    this.#stopListening.forEach(stop => stop());
  }

  #accept(trigger: WorkflowTrigger): void {
    this.#schedules.watch(trigger.repo);
    const pending = this.#inbox.keep(trigger);
    if (pending) {
      this.#intake.add(() => this.#begin(pending));
    }
  }

  async #begin(pending: PendingTrigger): Promise<void> {
    const started = await this.#inbox.begin(pending, run =>
      this.#runs.open(run.id),
    );
    started.forEach(({ run, workflow }) => this.#runs.execute(run, workflow));
  }
}
