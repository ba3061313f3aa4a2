import type { Accounts } from '../aws/Accounts';
import type { GitHubSandbox } from '../github';

/** The demo's infrastructure repository. */
export const REPOSITORY = 'acme/infrastructure';

/** The account that pays for all, and in which the portal's queue of stack events stands. */
export const SHARED_ACCOUNT = '123456789012';

/** The accounts of the demo, with the stages and regions that its governance file authorizes. */
export const ACCOUNTS = [
  {
    id: '111122223333',
    name: 'dev',
    stages: ['preview', 'dev'],
    regions: ['us-east-1', 'us-west-2'],
  },
  {
    id: '444455556666',
    name: 'staging',
    stages: ['staging'],
    regions: ['us-east-1', 'us-east-2'],
  },
  {
    id: '777788889999',
    name: 'production',
    stages: ['production'],
    regions: ['us-east-1', 'us-west-2'],
  },
  {
    id: SHARED_ACCOUNT,
    name: 'shared-services',
    stages: ['shared'],
    regions: ['us-east-1'],
  },
] as const;

const PEOPLE = [
  { login: 'developer', name: 'Demo Developer' },
  { login: 'engineer', name: 'Demo Platform Engineer' },
  { login: 'admin', name: 'Demo Super Admin', siteAdmin: true },
  { login: 'auditor', name: 'Demo Auditor' },
  { login: 'finance', name: 'Demo Finance' },
];

/** Makes the demo's people, teams and AWS accounts. */
export function createOrganization(parts: {
  github: Pick<GitHubSandbox, 'accounts'>;
  accounts: Accounts;
}): void {
  const { github, accounts } = parts;
  for (const person of PEOPLE) {
    github.accounts.createUser({
      ...person,
      email: `${person.login}@example.com`,
    });
  }
  github.accounts.createOrganization({
    login: 'acme',
    name: 'Acme',
    description: 'The demo organisation',
    defaultRole: 'read',
    members: [
      { login: 'admin', role: 'admin' },
      ...['developer', 'engineer', 'auditor', 'finance'].map(login => ({
        login,
        role: 'member' as const,
      })),
    ],
  });
  github.accounts.createTeam({
    organization: 'acme',
    slug: 'platform',
    name: 'Platform',
    members: ['engineer', 'admin'],
  });
  github.accounts.createTeam({
    organization: 'acme',
    slug: 'platform-admins',
    name: 'Platform Super Admins',
    members: ['admin'],
  });
  for (const { id, name } of ACCOUNTS) {
    accounts.add({ id, name });
  }
}
