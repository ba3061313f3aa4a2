import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Configuration with which a portal finds the sandbox where it would find GitHub and AWS. */
export function portalConnections({ github, aws, dataDir }) {
  const { host } = new URL(github);
  const queue = {
    url: `${aws}/123456789012/plinth-events`,
    region: 'us-east-1',
  };
  const reader = accountId => ({
    accountId,
    accessKeyId: `AKIA${accountId}READ`,
    secretAccessKey: 'sandbox',
  });
  const accounts = [
    { id: '111122223333', name: 'dev', regions: ['us-east-1', 'us-west-2'] },
    {
      id: '444455556666',
      name: 'staging',
      regions: ['us-east-1', 'us-east-2'],
    },
    {
      id: '777788889999',
      name: 'production',
      regions: ['us-east-1', 'us-west-2'],
    },
    { id: '123456789012', name: 'shared-services', regions: ['us-east-1'] },
  ];
  return {
    auth: {
      providers: { github: { production: { enterpriseInstanceUrl: github } } },
    },
    integrations: {
      github: [
        {
          host,
          apiBaseUrl: `${github}/api/v3`,
          // Made with the demo: the app's number and its private key
          apps: [
            JSON.parse(
              readFileSync(
                path.join(dataDir, 'sandbox/portal-app.json'),
                'utf8',
              ),
            ),
          ],
        },
      ],
    },
    aws: {
      mainAccount: {
        accessKeyId: 'AKIA123456789012READ',
        secretAccessKey: 'sandbox',
      },
      accounts: accounts.map(({ id }) => reader(id)),
    },
    catalog: {
      providers: {
        githubOrg: [
          {
            id: 'people',
            githubUrl: github,
            orgs: ['acme'],
            schedule: {
              initialDelay: { seconds: 1 },
              frequency: { minutes: 5 },
              timeout: { minutes: 2 },
            },
          },
        ],
      },
    },
    environments: {
      accounts,
      payerAccount: '123456789012',
      queue,
      aws: { endpoint: aws },
      repositories: [
        {
          url: `${github}/acme/infrastructure`,
          branch: 'main',
          oidc: { issuer: `${github}/_services/oidc`, audience: 'plinth' },
        },
      ],
      schedule: Object.fromEntries(
        ['sweep', 'repositories', 'costs', 'trail'].map(name => [
          name,
          { frequency: { seconds: 20 }, timeout: { minutes: 2 } },
        ]),
      ),
    },
  };
}
