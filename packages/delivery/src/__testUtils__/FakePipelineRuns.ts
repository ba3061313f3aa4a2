import type {
  BegunJob,
  PipelineRun,
  PipelineRuns,
} from '../github/PipelineRuns';

/** Runs of the pipeline in memory, in the order of their pushes. */
export class FakePipelineRuns implements PipelineRuns {
  readonly #runs: Array<PipelineRun & { job?: BegunJob }> = [];
  #own: PipelineRun | undefined;
  #begun = 0;

  /** A run for a push; it has begun to deploy unless `ended` is undefined. */
  add(
    headSha: string,
    ended: 'success' | 'failure' | undefined,
    url = `https://github.example.com/runs/${headSha}`,
  ): PipelineRun {
    const number = this.#runs.length + 1;
    this.#begun += 1;
    const run = {
      id: number,
      url,
      number,
      headSha,
      unfinished: !ended,
      ...(ended && {
        job: {
          at: new Date(this.#begun * 1000).toISOString(),
          succeeded: ended === 'success',
        },
      }),
    };
    this.#runs.push(run);
    return run;
  }

  /** Makes it the run that asks. */
  become(run: PipelineRun): void {
    this.#own = run;
  }

  async own(): Promise<PipelineRun> {
    return this.#own ?? this.add('', undefined);
  }

  async all(): Promise<PipelineRun[]> {
    return [...this.#runs].reverse();
  }

  async deployment({ number }: PipelineRun): Promise<BegunJob | undefined> {
    return this.#runs.find(run => run.number === number)?.job;
  }
}
