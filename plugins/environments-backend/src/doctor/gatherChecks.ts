import type { Config } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { GithubClients } from '@plinth/plugin-environments-node';
import type { RepositoryReference } from '@plinth/repository';
import { createGithubClient } from '@plinth/repository/github';
import { accountChecks } from './aws/accountChecks';
import { AwsAccess } from './aws/AwsAccess';
import { eventChecks } from './aws/eventChecks';
import { payerChecks } from './aws/payerChecks';
import type { Check } from './Check';
import { readConnections } from './Connections';
import { appChecks } from './github/appChecks';
import { repositoryChecks, tokenVariable } from './github/repositoryChecks';
import { RepositoryFacts } from './github/RepositoryFacts';

/**
 * All that docs/how-to/connect-aws-and-github.md asks for, in its order. AWS is read with the portal's credentials, GitHub with
 * the token of whoever runs it, and with the portal's app where the environment has none.
 *
 * @throws InputError that names the key of the configuration which is missing or wrong
 */
export async function gatherChecks(
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<Check[]> {
  const connections = readConnections(config);
  const { accounts, payer, portalUrl, awsEndpoint } = connections;
  const integrations = ScmIntegrations.fromConfig(config);
  const clients = new GithubClients(integrations);
  const integrationOf = ({ host }: RepositoryReference) =>
    integrations.github.byHost(host)?.config;
  const connectionTo = (reference: RepositoryReference) => ({
    apiUrl: integrationOf(reference)?.apiBaseUrl,
    host: reference.host,
  });
  const repositories = await Promise.all(
    connections.repositories.map(async reference => {
      const token = env[tokenVariable(reference.host)];
      return new RepositoryFacts({
        reference,
        octokit: token
          ? createGithubClient({ ...connectionTo(reference), token })
          : // What is wrong with the app, its own checks say; without it only what is public can be read.
            await clients
              .forRepository(reference)
              .catch(() => createGithubClient(connectionTo(reference))),
      });
    }),
  );
  const aws = new AwsAccess({
    credentials: DefaultAwsCredentialsManager.fromConfig(config),
    endpoint: awsEndpoint,
    region: accounts[0]?.regions[0] ?? 'us-east-1',
  });
  return [
    ...repositories.flatMap(repository => [
      ...appChecks({
        integration: integrationOf(repository.reference),
        reference: repository.reference,
        portalUrl,
      }),
      ...repositoryChecks({ repository, portalUrl }),
    ]),
    ...accounts.flatMap(account =>
      accountChecks({ account, repositories, aws }),
    ),
    ...eventChecks({ connections, aws }),
    ...payerChecks({ payer, aws }),
  ];
}
