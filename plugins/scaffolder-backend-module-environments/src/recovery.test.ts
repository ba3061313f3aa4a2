import {
  ENVIRONMENT_REQUEST,
  REPOSITORY,
  RequestScenario,
} from './__testUtils__/RequestScenario';

/** Kills the process at one of its calls to GitHub: before it is sent, or after it had its effect. */
class Killer {
  readonly #fetch = globalThis.fetch;
  #calls = 0;
  #at: { call: number; when: 'before' | 'after' } | undefined;
  #dead = false;

  constructor() {
    globalThis.fetch = async (input, init) => {
      this.#calls += 1;
      const here = this.#at?.call === this.#calls;
      this.#dead ||= here && this.#at?.when === 'before';
      this.assertAlive();
      const response = await this.#fetch(input, init);
      this.#dead ||= here && this.#at?.when === 'after';
      this.assertAlive();
      return response;
    };
  }

  get calls() {
    return this.#calls;
  }

  /** Starts counting calls again; without arguments, lets the process live. */
  restart(at?: { call: number; when: 'before' | 'after' }): void {
    this.#calls = 0;
    this.#dead = false;
    this.#at = at;
  }

  dispose(): void {
    globalThis.fetch = this.#fetch;
  }

  /** What is dead makes no further calls, and remembers nothing. */
  readonly assertAlive = (): void => {
    if (this.#dead) {
      // Not an answer that could be waited for: nothing is repeated
      throw new DOMException('killed', 'AbortError');
    }
  };
}

describe('a back end that is killed while it opens a pull request', () => {
  let scenario: RequestScenario;
  let killer: Killer;

  beforeAll(async () => {
    scenario = await RequestScenario.start();
    killer = new Killer();
  });

  afterAll(async () => {
    killer.dispose();
    await scenario.close();
  });

  it('opens one complete pull request after it was started again, whenever that was', async () => {
    killer.restart();
    await scenario.run({ ...ENVIRONMENT_REQUEST, name: 'not-killed' });
    const calls = killer.calls;
    expect(calls).toBeGreaterThan(10);

    for (let call = 1; call <= calls; call += 1) {
      for (const when of ['before', 'after'] as const) {
        const name = `killed-${when}-${call}`;
        const request = { ...ENVIRONMENT_REQUEST, name };
        const task = scenario.task();

        killer.restart({ call, when });
        const { assertAlive } = killer;
        await expect(
          scenario.run(request, task, { assertAlive }),
        ).rejects.toThrow();

        killer.restart();
        const output = await scenario.run(request, task);
        // Retried with everything forgotten, and submitted anew
        task.steps.clear();
        task.checkpoints.clear();
        await expect(scenario.run(request, task)).resolves.toEqual(output);
        await expect(scenario.run(request)).resolves.toEqual(output);

        const pulls = scenario.github.pulls
          .list(REPOSITORY)
          .filter(({ headRef }) => headRef.includes(name));
        expect(pulls).toHaveLength(1);
        const { github } = scenario;
        const { labels, requested_reviewers, commits } = await fetch(
          `${github.apiUrl}/repos/${REPOSITORY}/pulls/${output.pullRequestNumber}`,
          { headers: { authorization: `token ${github.tokenFor('admin')}` } },
        ).then(response => response.json());
        expect([
          name,
          labels.length,
          requested_reviewers.length,
          commits,
        ]).toEqual([name, 3, 1, 1]);
        // Turned down, so that the next request does not have to read it
        await github.pulls.update(
          REPOSITORY,
          Number(output.pullRequestNumber),
          { state: 'closed' },
          'admin',
        );
      }
    }
    expect(await scenario.requestBranches()).toHaveLength(
      scenario.github.pulls.list(REPOSITORY).length,
    );
  });
});
