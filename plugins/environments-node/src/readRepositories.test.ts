import { ConfigReader } from '@backstage/config';
import { readRepositories } from './readRepositories';

const read = (...urls: string[]) =>
  readRepositories(
    new ConfigReader({
      environments: { repositories: urls.map(url => ({ url })) },
    }),
  );

describe('the configured repositories', () => {
  it('are read from addresses of any host', () => {
    expect(read('http://localhost:7008/acme/infrastructure.git/')).toEqual([
      {
        url: 'http://localhost:7008/acme/infrastructure',
        fullName: 'localhost:7008/acme/infrastructure',
        host: 'localhost:7008',
        owner: 'acme',
        repo: 'infrastructure',
        branch: 'main',
        oidc: {
          issuer: 'https://token.actions.githubusercontent.com',
          audience: 'plinth',
        },
      },
    ]);
    expect(readRepositories(new ConfigReader({}))).toEqual([]);
  });

  it.each([
    'https://github.com/acme',
    'https://github.com/acme/infrastructure/tree/main',
    'not an address',
  ])('refuse %s, and say where it stands', url => {
    expect(() => read('https://github.com/acme/infrastructure', url)).toThrow(
      `environments.repositories[1].url: ${JSON.stringify(url)} does not name a repository; write https://HOST/OWNER/REPO`,
    );
  });

  it.each([
    'https://github.com/Acme/Infrastructure',
    'https://github.example.com/acme/infrastructure',
  ])('refuse %s beside another of its name', url => {
    expect(() => read('https://github.com/acme/infrastructure', url)).toThrow(
      /environments\.repositories\[1\]\.url: .* is named by environments\.repositories\[0\]\.url already/i,
    );
  });
});
