import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GitHubSandbox } from '@plinth/sandbox';
import { parse } from 'yaml';
import { REPOSITORY } from './Pipeline';

const WORKFLOWS = path.resolve(
  __dirname,
  '../../../../templates/platform-repository/skeleton/.github/workflows',
);

type Permissions = Readonly<Record<string, 'read' | 'write' | 'none'>>;

/** What GitHub does for a job beside its calls of the REST API. */
const BESIDE: ReadonlyArray<[permission: string, step: RegExp]> = [
  ['contents=read', /"uses":"actions\/checkout@/],
  ['id-token=write', /plinth -- (deploy|drift|plan|previews)\b/],
];

/** Holds the permissions that the skeleton's jobs declare against the calls that they make with their tokens. */
export class JobPermissions {
  readonly #github: GitHubSandbox;
  /** What each call needed one of, by `workflow/job`. */
  readonly #calls: Array<{ run: number; job: string; oneOf: string[] }> = [];

  constructor(github: GitHubSandbox) {
    this.#github = github;
    github.events.on('exchange', ({ run, permissions = [], status }) => {
      if (run?.job && permissions.length > 0 && status !== 403) {
        this.#calls.push({
          run: run.id,
          job: run.job,
          oneOf: permissions.map(each => each.replaceAll('_', '-')),
        });
      }
    });
  }

  /** Permissions of a workflow's jobs that no call so far needed, as `job: area=mode`; sorted. */
  unused(workflow: string): string[] {
    const file = parse(
      readFileSync(path.join(WORKFLOWS, `${workflow}.yml`), 'utf8'),
    ) as { permissions: Permissions; jobs: Record<string, Job> };
    const runs = this.#github.actions
      .runs(REPOSITORY)
      .filter(({ name }) => name === workflow)
      .map(({ id }) => id);
    return Object.entries(file.jobs)
      .flatMap(([name, job]) => {
        const declared = Object.entries(job.permissions ?? file.permissions);
        const needs = [
          ...this.#calls
            .filter(call => runs.includes(call.run) && call.job === name)
            .map(({ oneOf }) => oneOf),
          ...BESIDE.filter(([, step]) =>
            step.test(JSON.stringify(job.steps)),
          ).map(([permission]) => [permission]),
        ];
        return declared
          .filter(
            ([area, mode]) =>
              !needs.some(oneOf => isFor(oneOf, area, mode, declared)),
          )
          .map(([area, mode]) => `${name}: ${area}=${mode}`);
      })
      .sort();
  }
}

interface Job {
  readonly permissions?: Permissions;
  readonly steps: readonly object[];
}

/** Whether a call would be refused if a permission were not declared, or to read only. */
function isFor(
  oneOf: readonly string[],
  area: string,
  mode: string,
  declared: ReadonlyArray<readonly [string, string]>,
): boolean {
  const less = new Map(declared);
  less.delete(area);
  const holds = (permission: string) => {
    const [wanted, how] = permission.split('=');
    const held = wanted === 'metadata' ? 'read' : less.get(wanted);
    return held === 'write' || held === how;
  };
  return oneOf.includes(`${area}=${mode}`) && !oneOf.some(each => holds(each));
}
