import type { SandboxClock } from '../../clock';
import type { ActionsConclusion, WorkflowStep } from '../../github';

/** The steps of a job as GitHub shows them, saved at each change. */
export class StepRecords {
  readonly #clock: SandboxClock;
  readonly #save: (steps: WorkflowStep[]) => void;
  readonly #steps: WorkflowStep[];

  constructor(options: {
    names: readonly string[];
    clock: SandboxClock;
    save: (steps: WorkflowStep[]) => void;
  }) {
    this.#clock = options.clock;
    this.#save = options.save;
    this.#steps = options.names.map((name, index) => ({
      name,
      number: index + 1,
      status: 'queued',
      conclusion: null,
    }));
  }

  skip(index: number): void {
    this.#record(index, { status: 'completed', conclusion: 'skipped' });
  }

  begin(index: number, name?: string): void {
    this.#record(index, {
      status: 'in_progress',
      startedAt: this.#clock.now().toISOString(),
      ...(name && { name }),
    });
  }

  end(index: number, conclusion: ActionsConclusion): void {
    this.#record(index, {
      status: 'completed',
      conclusion,
      completedAt: this.#clock.now().toISOString(),
    });
  }

  #record(index: number, change: Partial<WorkflowStep>): void {
    this.#steps[index] = { ...this.#steps[index], ...change };
    this.#save([...this.#steps]);
  }
}
