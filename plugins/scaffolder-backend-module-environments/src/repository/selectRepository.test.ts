import { ConfigReader } from '@backstage/config';
import { readRepositories } from '@plinth/plugin-environments-node';
import { selectRepository } from './selectRepository';

const repositories = readRepositories(
  new ConfigReader({
    environments: {
      repositories: [
        { url: 'http://localhost:7008/acme/infrastructure' },
        { url: 'https://github.com/acme/other.git/', branch: 'trunk' },
      ],
    },
  }),
);

describe('the repository of a request', () => {
  it('is the only one configured', () => {
    expect(selectRepository(repositories.slice(0, 1))).toEqual({
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
    });
  });

  it.each([
    'https://github.com/acme/other',
    'https://github.com/Acme/Other.git',
    'github.com?owner=acme&repo=other',
  ])('can be named as %s', url => {
    expect(selectRepository(repositories, url).branch).toBe('trunk');
  });

  it('has to be named where there are several', () => {
    expect(() => selectRepository(repositories)).toThrow(
      'repository: acme/infrastructure and acme/other are infrastructure repositories; say which of them is meant',
    );
  });

  it('must be configured', () => {
    expect(() =>
      selectRepository(repositories, 'https://github.com/acme/secrets'),
    ).toThrow(/not one of the configured infrastructure repositories/);
    expect(() => selectRepository(repositories, 'nonsense')).toThrow(
      /does not name a repository/,
    );
    expect(() => selectRepository([])).toThrow(
      /set environments\.repositories/,
    );
  });
});
