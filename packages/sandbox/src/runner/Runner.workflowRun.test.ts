import { DocumentStore } from '../documents';
import type { WorkflowRun } from '../github';
import { startTestGitHub, TestGitHub } from '../github/testing';
import type { RunnerSandbox } from './RunnerSandbox';
import { startRunner } from './startRunner';

const REPO = 'acme/infrastructure';
const repo = { owner: 'acme', repo: 'infrastructure' };
/** Any commit of an action does: the runner brings its own. */
const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';

const SYNTH = `
name: synth
on: { pull_request: { branches: [main] }, merge_group: {} }
permissions: { contents: read }
jobs:
  synth:
    runs-on: ubuntu-latest
    outputs: { unit: '\${{ steps.find.outputs.unit }}' }
    steps:
      - uses: actions/checkout@${SHA} # v4.2.2
        with: { persist-credentials: false }
      - id: find
        run: |
          git config --get-regexp extraheader && exit 1
          test ! -e broken
          mkdir -p assembly/deep && cp environment.json assembly/deep/
          echo "unit=claims" >> "$GITHUB_OUTPUT"
      - uses: actions/upload-artifact@${SHA}
        with: { name: assembly, path: assembly, if-no-files-found: error }
  tell:
    needs: synth
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "unit \${{ needs.synth.outputs.unit }}"' }]
`;

const plan = (version: string) => `
name: plan
on: { workflow_run: { workflows: [synth], types: [completed] } }
permissions: { actions: read, contents: read, id-token: write, statuses: write }
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${SHA}
        with: { persist-credentials: false }
      - if: github.event.workflow_run.conclusion == 'success'
        uses: actions/download-artifact@${SHA}
        with:
          name: assembly
          path: assembly
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - env:
          API: \${{ github.api_url }}/repos/\${{ github.repository }}
          GITHUB_TOKEN: \${{ github.token }}
          HEAD: \${{ github.event.workflow_run.head_sha }}
          STATE: \${{ github.event.workflow_run.conclusion }}
        run: |
          echo "${version} of $GITHUB_REF at $GITHUB_SHA"
          echo "planned $(cat assembly/deep/environment.json)"
          node -e "
            const { workflow_run: run } = require(process.env.GITHUB_EVENT_PATH);
            console.log('event ' + JSON.stringify({ event: run.event, branch: run.head_branch, pulls: run.pull_requests.map(each => each.number) }));
            fetch(process.env.API + '/statuses/' + process.env.HEAD, {
              method: 'POST',
              headers: { authorization: 'Bearer ' + process.env.GITHUB_TOKEN },
              body: JSON.stringify({ state: process.env.STATE, context: 'plinth/plan' }),
            }).then(response => console.log('status ' + response.status));
            fetch(process.env.ACTIONS_ID_TOKEN_REQUEST_URL + '&audience=plinth', {
              headers: { authorization: 'bearer ' + process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN },
            }).then(response => response.json()).then(({ value }) =>
              console.log('claims ' + Buffer.from(value.split('.')[1], 'base64url')))"
`;

/** Follows every run of its own, for ever. */
const ECHO = `
name: echo
on: { workflow_run: { workflows: [echo, start], types: [requested], branches: ['ech*', main] } }
jobs: { echo: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] } }
`;

describe('Workflows that follow others', () => {
  let test: TestGitHub;
  let runner: RunnerSandbox;
  let documents: DocumentStore;

  const start = async () => {
    const { clock, folder, github } = test;
    runner = await startRunner({
      parts: { clock, documents, dataDir: folder },
      github,
    });
  };
  const commit = (branch: string, changes: Record<string, string>) =>
    test.github.repositories.commit(REPO, {
      branch,
      message: `Change ${branch}`,
      changes,
      author: { name: 'developer', email: 'developer@acme.example' },
      pusher: 'developer',
    });
  beforeAll(async () => {
    test = await startTestGitHub();
    documents = DocumentStore.open(':memory:');
    await commit('main', {
      '.github/workflows/synth.yml': SYNTH,
      '.github/workflows/plan.yml': plan('the plan of main'),
      'environment.json': '1\n',
    });
    await start();
  });
  afterAll(async () => {
    await runner.close();
    await test.close();
    documents.close();
  });

  const openPull = async (branch: string) => {
    const { data } = await test
      .as('developer')
      .pulls.create({ ...repo, title: branch, head: branch, base: 'main' });
    await runner.idle();
    return data;
  };
  const runsOf = (name: string) =>
    test.github.actions.runs(REPO).filter(run => run.name === name);
  const logOf = ({ id }: WorkflowRun) =>
    test.github.actions.log(test.github.actions.jobs(id)[0].id);

  it('are those of the default branch, at its commit, whatever the first run was of', async () => {
    await commit('attack', {
      '.github/workflows/plan.yml': plan('the plan of the attacker'),
      'environment.json': '2\n',
    });
    const pull = await openPull('attack');
    const [synth] = runsOf('synth');
    const [run] = runsOf('plan');
    const main = await test.github.repositories.resolve(REPO, 'main');
    expect(synth).toMatchObject({
      event: 'pull_request',
      headSha: pull.head.sha,
      conclusion: 'success',
    });
    expect(run).toMatchObject({
      event: 'workflow_run',
      headBranch: 'main',
      headSha: main,
      conclusion: 'success',
    });
    const log = logOf(run);
    expect(log).toContain(`the plan of main of refs/heads/main at ${main}`);
    expect(log).toContain('planned 2');
    expect(log).toContain(
      `event {"event":"pull_request","branch":"attack","pulls":[${pull.number}]}`,
    );
    const [, claims] = /claims (\{.*\})/.exec(log) ?? [];
    expect(JSON.parse(claims)).toMatchObject({
      event_name: 'workflow_run',
      ref: 'refs/heads/main',
      sub: `repo:${REPO}:ref:refs/heads/main`,
      job_workflow_ref: `${REPO}/.github/workflows/plan.yml@refs/heads/main`,
      sha: main,
      head_ref: '',
    });
    expect(log).toContain('status 201');
    const { data: status } = await test
      .as('developer')
      .repos.getCombinedStatusForRef({ ...repo, ref: pull.head.sha });
    expect(status.statuses).toMatchObject([
      { context: 'plinth/plan', state: 'success' },
    ]);
  });

  it('hand outputs on, and artifacts, by commits of the actions', () => {
    const [synth] = runsOf('synth');
    const { actions } = test.github;
    const [, tell] = actions.jobs(synth.id);
    expect(actions.log(tell.id)).toContain('unit claims');
    expect(actions.artifacts.ofRun(synth.id)).toMatchObject([
      { name: 'assembly' },
    ]);
  });

  it('hear of a run that failed, and of each attempt', async () => {
    await commit('bad', { broken: '' });
    await openPull('bad');
    expect(runsOf('synth')[0].conclusion).toBe('failure');
    expect(runsOf('plan')).toHaveLength(2);
    expect(logOf(runsOf('plan')[0])).toContain('STATE: failure');
    await test
      .as('developer')
      .actions.reRunWorkflow({ ...repo, run_id: runsOf('synth')[0].id });
    await runner.idle();
    expect(runsOf('plan')).toHaveLength(3);
  });

  it('are not lost when the runner stops as the first run ends', async () => {
    const { actions } = test.github;
    const stopped = runsOf('plan').length;
    const [synth] = runsOf('synth');
    actions.rerun(synth.id, { actor: 'developer', failedOnly: false });
    actions.updateRun(synth.id, { status: 'completed', conclusion: 'failure' });
    await runner.close();
    expect(runsOf('plan')).toHaveLength(stopped);
    await start();
    await runner.idle();
    expect(runsOf('plan').length).toBeGreaterThan(stopped);
  });

  it('follow one another three times, and no further', async () => {
    await commit('main', {
      '.github/workflows/echo.yml': ECHO,
      '.github/workflows/start.yml':
        'name: start\non: workflow_dispatch\njobs: { start: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }\n',
    });
    await commit('other', { 'other.txt': '' });
    const dispatch = async (ref: string) => {
      await test.as('developer').actions.createWorkflowDispatch({
        ...repo,
        workflow_id: 'start.yml',
        ref,
      });
      await runner.idle();
    };
    await dispatch('main');
    expect(runsOf('echo').map(run => run.trigger.follows?.chain)).toEqual([
      3, 2, 1,
    ]);
    await commit('echoes', { 'echo.txt': '' });
    await dispatch('echoes');
    expect(runsOf('echo')).toHaveLength(6);
    await dispatch('other');
    expect(runsOf('echo')).toHaveLength(6);
  });
});
