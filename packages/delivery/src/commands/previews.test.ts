import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { previewsCommand } from './previews';

describe('plinth previews', () => {
  let repository: InfrastructureRepository;
  beforeAll(() => {
    repository = InfrastructureRepository.create();
  });
  afterAll(() => repository.dispose());

  const run = (over: {
    dryRun?: boolean;
    env?: Record<string, string>;
  }): Promise<number> =>
    previewsCommand({
      root: repository.root,
      env: { NODE_ENV: 'test', ...over.env },
      dryRun: over.dryRun,
    });

  it('ends nothing outside of a workflow', async () => {
    await expect(run({})).rejects.toThrow(/in a workflow.*--dry-run/);
  });

  it.each(['push', 'pull_request'])('refuses the event %s', async event => {
    await expect(
      run({
        env: {
          GITHUB_ACTIONS: 'true',
          GITHUB_TOKEN: 'x',
          GITHUB_REPOSITORY: 'acme/infrastructure',
          GITHUB_RUN_ID: '1',
          GITHUB_API_URL: 'http://127.0.0.1:9',
          GITHUB_SERVER_URL: 'http://127.0.0.1:9',
          GITHUB_EVENT_NAME: event,
          GITHUB_SHA: 'x',
          GITHUB_REF: 'refs/heads/main',
        },
      }),
    ).rejects.toThrow(`this run's event is ${event}`);
  });

  it('refuses when the governance phase does not name the command, and says what to add', async () => {
    repository.write(
      'governance/phase.yaml',
      repository.read('governance/phase.yaml').replace(', previews]', ']'),
    );
    repository.commit('Authorize no previews');
    await expect(run({ dryRun: true })).rejects.toThrow(
      /does not authorize the command previews; its owners can add it to authorizes.commands in governance\/phase.yaml/,
    );
  });
});
