import type { RepositoryConfig } from '../config/EnvironmentsConfig';

/** The configuration of an example infrastructure repository. */
export const REPOSITORY: RepositoryConfig = {
  fullName: 'github.example.com/acme/infrastructure',
  url: 'https://github.example.com/acme/infrastructure',
  host: 'github.example.com',
  owner: 'acme',
  repo: 'infrastructure',
  branch: 'main',
  oidc: { issuer: 'https://issuer.example.com', audience: 'plinth' },
};
