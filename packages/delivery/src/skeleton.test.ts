import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ownersOf, parseCodeOwners } from '@plinth/repository';
import { parse } from 'yaml';

const SKELETON = path.resolve(
  __dirname,
  '../../../templates/platform-repository/skeleton',
);
const read = (...file: string[]) =>
  readFileSync(path.join(SKELETON, ...file), 'utf8');
const manifest = (folder: string) =>
  JSON.parse(
    readFileSync(require.resolve(`${folder}/package.json`), 'utf8'),
  ) as { version: string };

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<
    string,
    {
      readonly permissions?: Record<string, string>;
      readonly steps: readonly Step[];
    }
  >;
}
const WORKFLOWS = readdirSync(path.join(SKELETON, '.github/workflows')).map(
  name => [name, parse(read('.github/workflows', name)) as Workflow] as const,
);
const JOBS = WORKFLOWS.flatMap(([file, { jobs, permissions }]) =>
  Object.entries(jobs).map(
    ([name, job]) =>
      [
        `${name} of ${file}`,
        { ...job, permissions: job.permissions ?? permissions },
      ] as const,
  ),
);

describe('the workflows of a platform repository', () => {
  it.each(WORKFLOWS)('pin actions by commit: %s', name => {
    const uses =
      read('.github/workflows', name).match(/(?<=- )uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const each of uses) {
      expect(each).toMatch(
        /^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/,
      );
    }
  });

  it.each(JOBS)(
    'leave no credentials in a checkout, run no scripts of packages and keep no cache: %s',
    (_, { steps }) => {
      const checkouts = steps.filter(({ uses }) =>
        uses?.startsWith('actions/checkout@'),
      );
      expect(checkouts.map(step => step.with?.['persist-credentials'])).toEqual(
        [false],
      );
      // A cache would carry what the repository's code left into jobs that may deploy.
      const caches = steps.filter(
        ({ uses, with: given }) =>
          /^actions\/(cache|setup-node)/.test(uses ?? '') &&
          given?.['package-manager-cache'] !== false,
      );
      expect(caches).toEqual([]);
      const installs = steps.flatMap(
        ({ run }) => run?.match(/npm (ci|install).*/g) ?? [],
      );
      expect(installs).toEqual([
        'npm install --package-lock-only --ignore-scripts',
        'npm ci --ignore-scripts',
      ]);
    },
  );

  it("run the repository's app in two jobs alone, which may read it and nothing else", () => {
    const runApp = JOBS.filter(([, { steps }]) =>
      steps.some(({ run }) => run?.includes('plinth -- synth')),
    );
    expect(runApp.map(([name, job]) => [name, job.permissions])).toEqual([
      ['synth of deploy.yml', { contents: 'read' }],
      ['synth of synth.yml', { contents: 'read' }],
    ]);
    expect(JSON.stringify(runApp)).not.toMatch(/github\.token|secrets\./);
  });

  it('let no pull request choose what plans', () => {
    const on = Object.fromEntries(
      WORKFLOWS.map(([name, workflow]) => [name, Object.keys(workflow.on)]),
    );
    expect(on['synth.yml']).toEqual(['pull_request', 'merge_group']);
    expect(on['plan.yml']).toEqual(['workflow_run']);
    expect(on['deploy.yml']).toEqual(['push']);
    const plan = JSON.stringify(
      WORKFLOWS.find(([name]) => name === 'plan.yml')?.[1],
    );
    // What a branch is called, and what it holds, is in no script.
    expect(plan).not.toMatch(/"run":"[^"]*\$\{\{/);
  });
});

describe('the owners of a platform repository', () => {
  const rules = parseCodeOwners(
    read('CODEOWNERS')
      .replaceAll('${{ values.reviewTeam }}', 'acme/platform')
      .replaceAll('${{ values.governanceTeam }}', 'acme/admins'),
  );

  it.each([
    '.github/workflows/plan.yml',
    '.npmrc',
    'CODEOWNERS',
    'app.ts',
    'blueprints/schema.ts',
    'cdk.json',
    'governance/phase.yaml',
    'node_modules/@plinth/delivery/bin/plinth',
    'npm-shrinkwrap.json',
    'package-lock.json',
    'package.json',
    'plinth.json',
    'tsconfig.json',
  ])('of the governance file own what decides about every unit: %s', file => {
    expect(ownersOf(rules, file)).toEqual(['@acme/admins']);
  });

  it.each(['environments/claims-dev/stack.ts', 'README.md'])(
    'of units own the rest: %s',
    file => {
      expect(ownersOf(rules, file)).toEqual(['@acme/platform']);
    },
  );
});

describe('the packages of a platform repository', () => {
  const { dependencies, devDependencies } = JSON.parse(
    read('package.json'),
  ) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };

  it.each(Object.entries({ ...dependencies, ...devDependencies }))(
    'are the very ones that are tested here: %s %s',
    (name, version) => {
      expect(version).toBe(manifest(name).version);
    },
  );

  it('of this platform come from one registry', () => {
    expect(read('.npmrc')).toBe(
      '@plinth:registry=${{ values.packageRegistry }}\n',
    );
  });
});
