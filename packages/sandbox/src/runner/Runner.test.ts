import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until, World } from './testing/World';

describe('Runner', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
  });

  afterEach(async () => {
    await world.close();
  });

  it('runs the steps of a pushed workflow in a checkout and hands outputs on', async () => {
    world.github.vars.REGION = 'us-east-1';
    await world.runJobs(`
  plan:
    runs-on: ubuntu-latest
    outputs:
      word: \${{ steps.one.outputs.word }}
      text: \${{ steps.one.outputs.text }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22.x }
      - id: one
        run: |
          echo "word=hello" >> "$GITHUB_OUTPUT"
          { echo 'text<<END'; echo one; echo two; echo END; } >> "$GITHUB_OUTPUT"
          echo "LATER=$GITHUB_REF_NAME" >> "$GITHUB_ENV"
          mkdir -p bin && echo 'echo from-path' > bin/tool && chmod +x bin/tool
          echo "$PWD/bin" >> "$GITHUB_PATH"
          echo '# Summary' >> "$GITHUB_STEP_SUMMARY"
      - run: |
          tool
          echo "$LATER \${{ env.LATER }} \${{ vars.REGION }} \${{ steps.one.outcome }}"
          git log -1 --format=%s
          node -p process.version
  next:
    needs: plan
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ needs.plan.result }} \${{ needs.plan.outputs.word }} \${{ toJSON(needs.plan.outputs.text) }}"
`);
    expect(world.conclusions()).toEqual({ plan: 'success', next: 'success' });
    expect(world.printed('plan')).toEqual(
      expect.arrayContaining([
        'from-path',
        'main main us-east-1 success',
        'Change',
        process.version,
      ]),
    );
    expect(world.printed('next')).toContain('success hello onentwo');
    const [run] = world.github.runs();
    const [plan] = world.github.jobs();
    expect(run).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(plan.summary).toBe('# Summary\n');
    expect(plan.steps.map(step => step.name)).toEqual([
      'Set up job',
      'Run actions/checkout@v4',
      'Run actions/setup-node@v4',
      'Run echo "word=hello" >> "$GITHUB_OUTPUT"',
      'Run tool',
    ]);
    expect(
      existsSync(join(world.github.root, 'runner/jobs', `${plan.id}`)),
    ).toBe(false);
  });

  it('fails a job by its step and leaves out what needs it', async () => {
    await world.runJobs(`
  bad:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "::error file=app.ts,line=3,title=Oh::It broke%0Abadly"
          false | true
      - run: echo never
      - if: failure() && steps.none.outcome == ''
        run: echo cleaned
  after:
    needs: bad
    runs-on: ubuntu-latest
    steps: [{ run: echo never }]
  last:
    needs: after
    runs-on: ubuntu-latest
    steps: [{ run: echo never }]
  report:
    needs: [bad, after]
    if: always() && needs.bad.result == 'failure'
    runs-on: ubuntu-latest
    steps: [{ run: 'echo \${{ needs.after.result }}' }]
  unwanted:
    if: github.ref == 'refs/heads/other'
    runs-on: ubuntu-latest
    steps: [{ run: echo never }]
`);
    expect(world.conclusions()).toEqual({
      bad: 'failure',
      after: 'skipped',
      last: 'skipped',
      report: 'success',
      unwanted: 'skipped',
    });
    const bad = world.github.jobs().find(job => job.key === 'bad');
    expect(bad?.steps.map(step => step.conclusion)).toEqual([
      'success',
      'failure',
      'skipped',
      'success',
    ]);
    expect(bad?.annotations).toEqual([
      {
        level: 'failure',
        message: 'It broke\nbadly',
        title: 'Oh',
        path: 'app.ts',
        line: 3,
      },
      { level: 'failure', message: 'Process completed with exit code 1.' },
    ]);
    expect(world.printed('bad')).toContain('cleaned');
    expect(world.printed('bad')).not.toContain('never');
    expect(world.github.runs()[0].conclusion).toBe('failure');
  });

  it('lets a step or a job fail where the workflow says so', async () => {
    await world.runJobs(`
  lenient:
    runs-on: ubuntu-latest
    steps:
      - id: may
        run: exit 7
        continue-on-error: true
      - run: echo "\${{ steps.may.outcome }} \${{ steps.may.conclusion }}"
  risky:
    continue-on-error: true
    runs-on: ubuntu-latest
    steps: [{ run: exit 1 }]
  after:
    needs: [lenient, risky]
    runs-on: ubuntu-latest
    steps: [{ run: 'echo \${{ needs.risky.result }}' }]
`);
    expect(world.printed('lenient')).toContain('failure success');
    expect(world.conclusions()).toEqual({
      lenient: 'success',
      risky: 'failure',
      after: 'success',
    });
    expect(world.github.runs()[0].conclusion).toBe('success');
  });

  it.each([
    [
      'an action',
      'uses: some/action@v1',
      'Unable to resolve action "some/action@v1"',
    ],
    ['a local action', 'uses: ./local', 'Unable to resolve action "./local"'],
    [
      'an input of an action',
      'uses: actions/checkout@v4\n        with: { submodules: true }',
      'The input "submodules" of actions/checkout is not supported by this runner',
    ],
    [
      'a version of Node.js',
      'uses: actions/setup-node@v4\n        with: { node-version: 3.2.1 }',
      "Unable to find Node version '3.2.1'",
    ],
    [
      'a context',
      'run: echo ${{ nothing.here }}',
      'Unknown name "nothing" in an expression',
    ],
  ])('fails and names %s that it does not have', async (_, step, message) => {
    await world.runJobs(`
  plan:
    runs-on: ubuntu-latest
    steps:
      - ${step}
`);
    const [job] = world.github.jobs();
    expect(job.conclusion).toBe('failure');
    expect(job.annotations[0].message).toContain(message);
    expect(world.printed('plan').join('\n')).toContain(`##[error]${message}`);
  });

  it('fails the whole run and says why when the file cannot be read', async () => {
    await world.runJobs(
      '  a: { runs-on: x, services: {}, steps: [{ run: x }] }',
    );
    expect(world.github.runs()).toEqual([
      expect.objectContaining({
        name: '.github/workflows/a.yml',
        conclusion: 'startup_failure',
        message: expect.stringContaining('jobs.a.services is not supported'),
      }),
    ]);
  });

  it('starts workflows only on the events that they ask for', async () => {
    const job = 'jobs: { j: { runs-on: x, steps: [{ run: "true" }] } }';
    world.github.push({
      '.github/workflows/units.yml': `on: { push: { branches: [main], paths: ['environments/**'] } }\n${job}`,
      '.github/workflows/branch.yml': `on: { push: { branches-ignore: [main] } }\n${job}`,
      '.github/workflows/pull.yml': `on: { pull_request: { branches: [main] } }\n${job}`,
      '.github/workflows/closed.yml': `on: { pull_request: { types: [closed] } }\n${job}`,
    });
    world.github.push({ 'environments/a.json': '{}' });
    world.github.push({ 'x.txt': 'x' }, { message: 'Skip this [skip ci]' });
    world.github.push(
      { 'environments/b.json': '{}' },
      { sender: 'github-actions[bot]' },
    );
    world.github.push({ 'y.txt': 'y' }, { ref: 'refs/heads/feature' });
    world.github.push(
      {},
      { event: 'pull_request', action: 'opened', baseRef: 'main', number: 1 },
    );
    world.github.push(
      {},
      { event: 'pull_request', action: 'closed', baseRef: 'main', number: 1 },
    );
    await world.runner.idle();
    expect(world.github.runs().map(run => run.path)).toEqual([
      '.github/workflows/units.yml',
      '.github/workflows/branch.yml',
      '.github/workflows/pull.yml',
      '.github/workflows/closed.yml',
    ]);
  });

  it('gives the inputs of a dispatched workflow in their types, or refuses them', async () => {
    const on = `on: { workflow_dispatch: { inputs: { unit: { required: true }, force: { type: boolean } } } }`;
    await world.runJobs(
      `  j: { runs-on: x, steps: [{ run: "echo \${{ inputs.unit }} \${{ inputs.force && 'forced' }} \${{ github.event.inputs.force }}" }] }`,
      on,
    );
    const dispatch = (inputs: Record<string, string>) =>
      world.github.push(
        {},
        {
          event: 'workflow_dispatch',
          workflow: '.github/workflows/a.yml',
          inputs,
        },
      );
    dispatch({ unit: 'environments/dev', force: 'true' });
    dispatch({});
    await world.runner.idle();
    expect(world.printed('j')).toContain('environments/dev forced true');
    expect(world.github.runs().map(run => run.message)).toEqual([
      undefined,
      'Required input "unit" was not given',
    ]);
  });

  it('keeps secrets and what was masked out of the log, and out of outputs', async () => {
    world.github.secretValues.PASSWORD = 'correct horse';
    await world.runJobs(`
  plan:
    runs-on: ubuntu-latest
    outputs: { leak: '\${{ steps.s.outputs.leak }}', fine: '\${{ steps.s.outputs.fine }}' }
    steps:
      - id: s
        env: { PASSWORD: '\${{ secrets.PASSWORD }}', TOKEN: '\${{ github.token }}' }
        run: |
          echo "it is $PASSWORD and $TOKEN"
          echo "::add-mask::battery-staple"
          echo "then battery-staple"
          echo "::error::bad $PASSWORD"
          echo "leak=x-$PASSWORD" >> "$GITHUB_OUTPUT"
          echo "fine=y" >> "$GITHUB_OUTPUT"
  next:
    needs: plan
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "[\${{ needs.plan.outputs.leak }}\${{ needs.plan.outputs.fine }}]"' }]
`);
    const log = world.printed('plan');
    expect(log).toContain('it is *** and ***');
    expect(log).toContain('then ***');
    expect(log.join('\n')).not.toMatch(/correct horse|ghs_/);
    expect(world.github.jobs()[0].annotations[0].message).toBe('bad ***');
    expect(world.printed('next')).toContain('[y]');
    expect(world.github.revoked).toEqual(
      world.github.tokens.map(({ token }) => token),
    );
  });

  it("gives steps the workflow's, the job's and their own variables, and none of the parent's", async () => {
    process.env.PLINTH_PARENT_SECRET = 'parent';
    try {
      await world.runJobs(
        `
  plan:
    runs-on: ubuntu-latest
    permissions: { contents: read, id-token: write }
    env: { B: job, C: job }
    steps:
      - env: { C: 'step-\${{ env.B }}' }
        run: |
          echo "$A $B $C [$PLINTH_PARENT_SECRET] $CI $GITHUB_REPOSITORY $GITHUB_EVENT_NAME"
          echo "$(pwd -P) $(cd "$GITHUB_WORKSPACE" && pwd -P) $HOME"
          test -n "$ACTIONS_ID_TOKEN_REQUEST_URL" && node -p "require(process.env.GITHUB_EVENT_PATH).head_commit.message"
`,
        'on: push\nenv: { A: workflow, B: workflow }',
      );
    } finally {
      delete process.env.PLINTH_PARENT_SECRET;
    }
    const log = world.printed('plan');
    expect(log).toContain(
      'workflow job step-job [] true acme/infrastructure push',
    );
    expect(log).toContain('Change');
    const [, workspace, home] =
      log.find(line => line.startsWith(world.github.root))?.split(' ') ?? [];
    expect(workspace).toMatch(/\/workspace$/);
    expect(home).toMatch(new RegExp(`^${world.github.root}/runner/`));
    expect(world.github.tokens[0].permissions).toEqual({
      contents: 'read',
      'id-token': 'write',
    });
  });

  it('runs a job once for each combination of its matrix', async () => {
    await world.runJobs(`
  list:
    runs-on: ubuntu-latest
    outputs: { units: '\${{ steps.s.outputs.units }}' }
    steps:
      - id: s
        run: echo 'units=["a","b"]' >> "$GITHUB_OUTPUT"
  each:
    needs: list
    name: deploy \${{ matrix.unit }}
    strategy: { fail-fast: false, matrix: { unit: '\${{ fromJSON(needs.list.outputs.units) }}' } }
    runs-on: ubuntu-latest
    steps: [{ run: 'test \${{ matrix.unit }} = a' }]
`);
    expect(world.conclusions()).toEqual({
      list: 'success',
      'each (a)': 'success',
      'each (b)': 'failure',
    });
    expect(world.github.jobs().map(job => job.name)).toEqual([
      'list',
      'deploy a',
      'deploy b',
    ]);
  });

  it('ends a step and a job that take too long', async () => {
    await world.runJobs(`
  step:
    runs-on: ubuntu-latest
    steps: [{ run: sleep 60, timeout-minutes: 0.005 }]
  job:
    timeout-minutes: 0.005
    runs-on: ubuntu-latest
    steps: [{ run: sleep 60 }, { run: echo never }, { if: always(), run: echo cleaned }]
`);
    expect(world.conclusions()).toEqual({ step: 'failure', job: 'cancelled' });
    expect(world.printed('step').join('\n')).toContain(
      'exceeded the maximum execution time of 0.005 minutes',
    );
    expect(world.printed('job')).toContain('cleaned');
    expect(world.printed('job')).not.toContain('never');
  });

  it('passes artifacts between jobs', async () => {
    await world.runJobs(`
  make:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir out && echo content > out/file.txt
      - uses: actions/upload-artifact@v4
        with: { name: plan, path: out }
  use:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: { name: plan, path: in }
      - run: cat in/file.txt
`);
    expect(world.printed('use')).toContain('content');
  });

  it('checks out as deep as it is asked', async () => {
    world.github.push({ 'a.txt': '1' });
    world.github.push({ 'a.txt': '2' }, { ref: 'refs/heads/feature' });
    const first = world.github.push({ 'a.txt': '3' });
    await world.runJobs(`
  depth:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { path: shallow }
      - uses: actions/checkout@v4
        with: { path: full, fetch-depth: 0 }
      - uses: actions/checkout@v4
        with: { path: branch, ref: feature }
      - uses: actions/checkout@v4
        with: { path: commit, ref: ${first}, fetch-depth: 0, persist-credentials: false }
      - run: |
          echo "shallow $(git -C shallow rev-list --count HEAD) $(git -C shallow branch --show-current)"
          echo "full $(git -C full rev-list --count HEAD) $(git -C full branch -r --list origin/feature)"
          echo "branch $(cat branch/a.txt) $(git -C branch branch --show-current)"
          echo "commit $(cat commit/a.txt) $(git -C commit config --get-regexp extraheader)"
`);
    expect(world.printed('depth')).toEqual(
      expect.arrayContaining([
        'shallow 1 main',
        'full 4   origin/feature',
        'branch 2 feature',
        'commit 3 ',
      ]),
    );
  });
});

describe('Runner, when time passes and things change', () => {
  let world: World;

  afterEach(async () => {
    await world.close();
  });

  // Its job goes on until it is cancelled.
  const waiting = (on: string, extra: string) => `
${on}
${extra}
jobs:
  wait:
    runs-on: ubuntu-latest
    steps:
      - run: sleep 600
      - if: cancelled()
        run: echo cleaned up
`;

  it('cancels the older run of a group with cancel-in-progress', async () => {
    world = await World.start();
    const file = waiting(
      'on: push',
      "concurrency: { group: 'plan-${{ github.ref }}', cancel-in-progress: true }",
    );
    world.github.push({ '.github/workflows/a.yml': file });
    await until(
      () => world.github.jobs()[0]?.steps[1]?.status === 'in_progress',
    );
    world.github.push({
      '.github/workflows/a.yml': file.replace('sleep 600', 'echo done'),
    });
    await world.runner.idle();
    expect(world.github.runs().map(run => run.conclusion)).toEqual([
      'cancelled',
      'success',
    ]);
    expect(world.github.runs()[0].message).toContain('Canceling since');
    expect(world.printed('wait')).toContain('cleaned up');
  });

  it('lets one run of a group wait, and a newer one take its place', async () => {
    world = await World.start();
    world.github.push({
      '.github/workflows/a.yml': waiting('on: push', 'concurrency: deploy'),
    });
    await until(
      () => world.github.jobs()[0]?.steps[1]?.status === 'in_progress',
    );
    world.github.push({ x: '1' });
    await until(() => world.github.runs()[1]?.status === 'pending');
    world.github.push({ x: '2' });
    await until(() => world.github.runs()[1]?.status === 'completed');
    expect(world.github.runs().map(run => run.status)).toEqual([
      'in_progress',
      'completed',
      'pending',
    ]);
    world.github.events.emit('cancel', {
      repo: world.github.repo,
      runId: world.github.runs()[0].id,
      actor: 'engineer',
    });
    await until(() => world.github.runs()[2].status === 'in_progress');
    world.github.events.emit('cancel', {
      repo: world.github.repo,
      runId: world.github.runs()[2].id,
      actor: 'engineer',
    });
    await world.runner.idle();
    expect(world.github.runs().map(run => run.message)).toEqual([
      'The run was canceled by engineer.',
      expect.stringContaining('higher priority waiting request'),
      'The run was canceled by engineer.',
    ]);
  });

  it('waits for the reviewers of an environment, across a restart', async () => {
    world = await World.start();
    world.github.environments.set('production', {
      id: 1,
      repo: world.github.repo,
      name: 'production',
      reviewers: ['admin'],
      preventSelfReview: false,
      branches: ['main'],
      branchesOnly: true,
      createdAt: '',
      updatedAt: '',
    });
    const jobs = `
  first:
    runs-on: ubuntu-latest
    outputs: { word: '\${{ steps.s.outputs.word }}' }
    steps: [{ id: s, run: 'echo word=kept >> "$GITHUB_OUTPUT"' }]
  deploy:
    needs: first
    environment: production
    runs-on: ubuntu-latest
    steps: [{ run: 'echo \${{ needs.first.outputs.word }}' }]
`;
    world.github.push({
      '.github/workflows/a.yml': `on: push\njobs:\n${jobs}`,
    });
    await until(() => world.github.runs()[0]?.status === 'waiting');
    expect(world.github.jobs().map(job => job.status)).toEqual([
      'completed',
      'waiting',
    ]);
    await world.runner.close();
    await world.startRunner();
    await until(() => world.github.runs()[0]?.status === 'waiting');
    expect(world.github.pending).toHaveLength(1);
    world.github.review(world.github.runs()[0].id, 'approved', '');
    await world.runner.idle();
    expect(world.printed('deploy')).toContain('kept');
    expect(world.github.runs()[0].conclusion).toBe('success');

    world.github.push({ x: '1' });
    await until(() => world.github.runs()[1]?.status === 'waiting');
    world.github.review(world.github.runs()[1].id, 'rejected', 'Not today');
    await world.runner.idle();
    expect(world.github.runs()[1].conclusion).toBe('failure');
    expect(world.github.jobs().at(-1)?.annotations[0].message).toBe(
      'admin rejected the deployment to production: Not today',
    );

    world.github.push({ x: '2' }, { ref: 'refs/heads/feature' });
    await world.runner.idle();
    expect(world.github.jobs().at(-1)?.annotations[0].message).toContain(
      'Branch "feature" is not allowed to deploy to production',
    );
  });

  it('runs at most two jobs at once', async () => {
    world = await World.start();
    const job = (name: string) =>
      `  ${name}: { runs-on: x, steps: [{ run: sleep 0.2 }] }`;
    let most = 0;
    world.github.watch(() => {
      const running = world.github
        .jobs()
        .filter(each => each.status === 'in_progress').length;
      most = Math.max(most, running);
    });
    await world.runJobs(['a', 'b', 'c', 'd'].map(job).join('\n'));
    expect(most).toBe(2);
    expect(Object.values(world.conclusions())).toEqual(
      Array(4).fill('success'),
    );
  });

  it('fails what ran when it was killed, runs what was queued, and takes up unheard events', async () => {
    world = new World();
    const { github } = world;
    const file = waiting('on: push', '').replace(
      'jobs:',
      `jobs:
  other: { runs-on: x, needs: wait, if: always(), steps: [{ run: 'true' }] }`,
    );
    await world.startRunner();
    github.push({ '.github/workflows/a.yml': file });
    await until(() => github.jobs()[0]?.steps[1]?.status === 'in_progress');
    // What a kill leaves: the store says that the job runs, and nobody runs it.
    const before = structuredClone(github.jobs());
    const runBefore = structuredClone(github.runs()[0]);
    await world.runner.close();
    before.forEach(job => github.jobsById.set(job.id, job));
    github.runsById.set(runBefore.id, runBefore);

    const trigger = github.runs()[0].trigger;
    world.documents.collection('runner.triggers').put('unheard', {
      id: 'unheard',
      trigger: { ...trigger, event: 'push', ref: 'refs/heads/other' },
    });
    await world.startRunner();
    await until(() => github.runs()[0].status === 'completed');
    expect(
      github
        .jobs()
        .slice(0, 2)
        .map(job => [job.key, job.conclusion]),
    ).toEqual([
      ['wait', 'failure'],
      ['other', 'success'],
    ]);
    expect(github.jobs()[0].annotations.at(-1)?.message).toBe(
      'The runner was stopped while this job ran',
    );
    expect(github.runs()).toHaveLength(2);
  });

  it('ends the processes of a job when it is closed', async () => {
    world = await World.start();
    world.github.push({
      '.github/workflows/a.yml': waiting('on: push', '').replace(
        'sleep',
        () => 'echo "pid $$"; sleep',
      ),
    });
    const pid = () =>
      Number(
        world
          .printed('wait')
          .find(line => line.startsWith('pid '))
          ?.slice(4) ?? 0,
      );
    await until(() => pid() > 0);
    await world.runner.close();
    expect(() => process.kill(pid(), 0)).toThrow('ESRCH');
    expect(world.github.jobs()[0]).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
    });
  });

  it('runs the failed jobs of a run again, with the outputs of the others', async () => {
    world = await World.start();
    await world.runJobs(`
  first:
    runs-on: ubuntu-latest
    outputs: { word: '\${{ steps.s.outputs.word }}' }
    steps: [{ id: s, run: 'echo word=kept >> "$GITHUB_OUTPUT"' }]
  second:
    needs: first
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "\${{ needs.first.outputs.word }} $GITHUB_RUN_ATTEMPT"; test $GITHUB_RUN_ATTEMPT = 2' }]
`);
    const [run] = world.github.runs();
    expect(run.conclusion).toBe('failure');
    world.github.runsById.set(run.id, {
      ...run,
      runAttempt: 2,
      status: 'queued',
      conclusion: null,
    });
    world.github.events.emit('rerun', {
      repo: run.repo,
      runId: run.id,
      failedOnly: true,
      actor: 'engineer',
    });
    await world.runner.idle();
    expect(world.github.runs()[0].conclusion).toBe('success');
    const again = world.github.jobs().filter(job => job.runAttempt === 2);
    expect(again.map(job => job.conclusion)).toEqual(['success', 'success']);
    expect(world.github.logs.get(again[0].id)).toBeUndefined();
    expect(world.github.logs.get(again[1].id)).toContain('kept 2');
  });

  it('starts scheduled workflows when their time has come', async () => {
    world = new World();
    world.clock.freeze(new Date(Date.now() - 2 * 86_400_000));
    await world.startRunner();
    world.github.push({
      '.github/workflows/drift.yml':
        "on: { schedule: [{ cron: '0 3 * * *' }] }\njobs: { drift: { runs-on: x, steps: [{ run: 'echo $GITHUB_EVENT_NAME ${{ github.event.schedule }}' }] } }",
    });
    await world.runner.tick();
    expect(world.github.runs()).toHaveLength(0);
    world.clock.release();
    await world.runner.tick();
    await world.runner.tick();
    await world.runner.idle();
    expect(world.github.runs()).toHaveLength(1);
    expect(world.printed('drift')).toContain('schedule 0 3 * * *');
  });
});
