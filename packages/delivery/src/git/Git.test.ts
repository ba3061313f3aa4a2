import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';

describe('the files at a revision', () => {
  let repository: InfrastructureRepository;
  beforeAll(() => {
    repository = InfrastructureRepository.create();
  });
  afterAll(() => repository.dispose());

  it('have texts; a folder has none, nor what is not there', async () => {
    const files = repository.git.at('HEAD');
    await expect(files.read('app.ts')).resolves.toBe(repository.read('app.ts'));
    await expect(files.read('governance')).resolves.toBeUndefined();
    await expect(files.read('none.json')).resolves.toBeUndefined();
  });

  it('are not taken for absent where the revision is', async () => {
    for (const revision of ['0'.repeat(40), 'gone', '--all']) {
      await expect(
        repository.git.at(revision).read('app.ts'),
      ).rejects.toMatchObject({ code: 'history' });
    }
  });
});
