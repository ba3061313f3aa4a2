import { startRegistry } from './testing/startRegistry';
import { World } from './testing/World';

const WORKFLOW = `
on: push
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci --no-audit --no-fund
        if: \${{ vars.PLINTH_PREINSTALLED != 'true' }}
      - run: test ! -e node_modules || npx --no-install tiny
`;

describe('Dependencies of a repository', () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let before: string | undefined;
  beforeEach(async () => {
    registry = await startRegistry();
    before = process.env.npm_config_registry;
    process.env.npm_config_registry = registry.url;
  });
  afterEach(async () => {
    if (before === undefined) {
      delete process.env.npm_config_registry;
    } else {
      process.env.npm_config_registry = before;
    }
    await registry.close();
  });

  /** Pushes the workflow and its package to a repository, and waits for the run. */
  async function run(preinstalled: boolean) {
    const world = await World.start({ preinstalled });
    try {
      world.github.push({
        '.github/workflows/a.yml': WORKFLOW,
        ...registry.files,
      });
      await world.runner.idle();
      const [job] = world.github.jobs();
      return {
        conclusion: job.conclusion,
        install: job.steps.find(({ name }) => name.includes('npm ci'))
          ?.conclusion,
        printed: world.printed('plan').join('\n'),
      };
    } finally {
      await world.close();
    }
  }

  it('are installed by the job, from the registry of the environment, where the runner does not carry them', async () => {
    const { conclusion, install, printed } = await run(false);
    expect([conclusion, install]).toEqual(['success', 'success']);
    expect(printed).toContain('tiny runs');
    expect(registry.asked.join('\n')).toContain('/tiny');
  });

  it('are not installed where the runner carries them', async () => {
    const { conclusion, install } = await run(true);
    expect([conclusion, install]).toEqual(['success', 'skipped']);
    expect(registry.asked).toEqual([]);
  });
});
