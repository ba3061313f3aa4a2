import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runReference } from '../testing/runReference';
import { parseWorkflow } from './parseWorkflow';

const PATH = '.github/workflows/a.yml';
const parse = (source: string) => parseWorkflow(PATH, source);
const steps = 'runs-on: ubuntu-latest, steps: [{ run: "true" }]';

const FULL = `
name: Everything
run-name: Run of \${{ github.actor }}
on:
  push: { branches: [main], paths: ['environments/**'], paths-ignore: ['**.md'] }
  pull_request: { types: [opened, closed], branches: [main] }
  merge_group: { types: [checks_requested] }
  workflow_run: { workflows: [synth], types: [completed], branches-ignore: [main] }
  schedule: [{ cron: '0 3 * * *' }]
  workflow_dispatch:
    inputs:
      unit: { type: string, required: true, description: Which unit }
      force: { type: boolean, default: false }
permissions: { contents: read, id-token: write, pull-requests: write }
env: { LEVEL: one }
defaults: { run: { shell: bash, working-directory: sub } }
concurrency: { group: 'plan-\${{ github.ref }}', cancel-in-progress: true }
jobs:
  deploy:
    needs: [plan]
    if: needs.plan.outputs.changed == 'true'
    runs-on: ubuntu-latest
    environment: { name: production, url: 'http://example.com' }
    permissions: { contents: write }
    concurrency: deploy
    continue-on-error: \${{ github.ref != 'refs/heads/main' }}
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
  plan:
    name: plan
    runs-on: [self-hosted, linux]
    strategy:
      fail-fast: false
      max-parallel: 1
      matrix: { node: [22], include: [{ node: 24, extra: true }] }
    outputs: { changed: '\${{ steps.diff.outputs.changed }}' }
    env: { LEVEL: two }
    steps:
      - id: diff
        name: Look
        if: \${{ !cancelled() }}
        run: echo hello
        shell: sh
        working-directory: other
        env: { LEVEL: three }
        continue-on-error: true
        timeout-minutes: 1
`;

const REFERENCE = `
import { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } from '@actions/workflow-parser';
import { text } from 'node:stream/consumers';
const files = JSON.parse(await text(process.stdin));
const results = [];
for (const { name, content } of files) {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  results.push(context.errors.getErrors().map(error => error.message));
}
console.log(JSON.stringify(results));
`;

describe('parseWorkflow', () => {
  it('puts jobs after those they need and fills in defaults', () => {
    const workflow = parse(FULL);
    expect(workflow.jobs.map(job => job.id)).toEqual(['plan', 'deploy']);
    expect(workflow).toMatchObject({
      name: 'Everything',
      triggers: {
        crons: ['0 3 * * *'],
        events: {
          push: {
            branches: ['main'],
            paths: ['environments/**'],
            pathsIgnore: ['**.md'],
          },
          workflow_dispatch: {},
        },
        inputs: {
          unit: { type: 'string', required: true },
          force: { type: 'boolean', default: false },
        },
      },
      concurrency: { cancelInProgress: true },
    });
    const [plan, deploy] = workflow.jobs;
    expect(plan).toMatchObject({ continueOnError: false, timeoutMinutes: 360 });
    expect(deploy).toMatchObject({
      environment: { name: 'production' },
      concurrency: { group: 'deploy', cancelInProgress: false },
      permissions: { contents: 'write' },
    });
  });

  it.each([
    [
      'a key of a job',
      `on: push\njobs: { a: { ${steps}, container: node } }`,
      'jobs.a.container is not supported by this runner',
    ],
    [
      'a reusable workflow',
      'on: push\njobs: { a: { uses: ./other.yml } }',
      'jobs.a.uses is not supported by this runner',
    ],
    [
      'an event',
      `on: { release: {} }\njobs: { a: { ${steps} } }`,
      'on.release is not supported by this runner',
    ],
    [
      'an event in a list',
      `on: [push, issues]\njobs: { a: { ${steps} } }`,
      'on.1 must be one of push, pull_request, merge_group, schedule, workflow_dispatch for this runner',
    ],
    [
      'a shell',
      'on: push\njobs: { a: { runs-on: x, steps: [{ run: x, shell: pwsh }] } }',
      'jobs.a.steps.0.shell must be one of bash, sh for this runner',
    ],
    [
      'an operating system',
      'on: push\njobs: { a: { runs-on: windows-latest, steps: [{ run: x }] } }',
      'jobs.a.runs-on: windows-latest is not supported by this runner',
    ],
    [
      'a job that is not there',
      `on: push\njobs: { a: { ${steps}, needs: b } }`,
      'jobs.a.needs names "b", which is no job',
    ],
    [
      'a circle',
      `on: push\njobs: { a: { ${steps}, needs: b }, b: { ${steps}, needs: a } }`,
      'jobs need each other: a → b → a',
    ],
    [
      'a broken expression',
      "on: push\njobs: { a: { runs-on: x, steps: [{ run: 'echo ${{ github. }}' }] } }",
      'jobs.a.steps.0.run: Unexpected end at position 8',
    ],
    ['broken YAML', 'on: [push\njobs: {}', `Invalid workflow file ${PATH}`],
  ])('names %s that it cannot carry out', (_, source, message) => {
    expect(() => parse(source)).toThrow(message);
  });

  it("accepts only what GitHub's own parser accepts", () => {
    const skeleton = resolve(
      __dirname,
      '../../../../../templates/platform-repository/skeleton/.github/workflows',
    );
    const files = [
      { name: PATH, content: FULL },
      ...(existsSync(skeleton)
        ? readdirSync(skeleton).map(name => ({
            name,
            content: readFileSync(join(skeleton, name), 'utf8'),
          }))
        : []),
    ];
    expect(runReference(REFERENCE, files)).toEqual(files.map(() => []));
    for (const { name, content } of files) {
      expect(parseWorkflow(name, content).jobs).not.toHaveLength(0);
    }
  });
});
