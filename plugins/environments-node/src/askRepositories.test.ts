import type { RepositoryReference } from '@plinth/repository';
import { askRepositories } from './askRepositories';

const [first, second] = ['infrastructure', 'payments'].map(
  repo =>
    ({
      url: `https://github.com/acme/${repo}`,
      fullName: `github.com/acme/${repo}`,
    }) as RepositoryReference,
);
const silence = () => new Promise<string>(() => {});

describe('a question to several repositories', () => {
  it('tells what those said that answered, and why others did not', async () => {
    const down = new Error('down');
    await expect(
      askRepositories([first, second], async repository => {
        if (repository === second) {
          throw down;
        }
        return 'fine';
      }),
    ).resolves.toEqual({
      answers: [{ repository: first, answer: 'fine' }],
      unread: [{ repository: second, error: down }],
    });
  });

  it('waits no longer than its patience for one that does not answer', async () => {
    const { answers, unread } = await askRepositories(
      [first, second],
      repository => (repository === second ? silence() : Promise.resolve('')),
      { patienceMs: 10 },
    );
    expect(answers).toHaveLength(1);
    expect(unread).toEqual([
      {
        repository: second,
        error: expect.objectContaining({
          name: 'ServiceUnavailableError',
          message: expect.stringContaining(`${second.url} did not answer`),
        }),
      },
    ]);
  });

  it('waits for one that is alone', async () => {
    const late = new Promise<string>(resolve =>
      setTimeout(() => resolve('late'), 20),
    );
    await expect(
      askRepositories([first], () => late, { patienceMs: 1 }),
    ).resolves.toEqual({
      answers: [{ repository: first, answer: 'late' }],
      unread: [],
    });
  });
});
