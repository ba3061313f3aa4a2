import type { InjectedValue } from '../../constructs/service/injectedValues';
import { injectedSecret } from '../../constructs/service/injectedValues';
import { databaseAuthority } from '../../constructs/database/databaseAuthority';
import { MASTER_USER } from '../../constructs/database/masterPassword';
import type { HostApp } from './HostApp';

/** Keys of the secret that people make before the first deployment: what GitHub gave for its App and its OAuth app. */
const GITHUB_VALUES = [
  'AUTH_GITHUB_CLIENT_ID',
  'AUTH_GITHUB_CLIENT_SECRET',
  'GITHUB_APP_ID',
  'GITHUB_APP_CLIENT_ID',
  'GITHUB_APP_CLIENT_SECRET',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_WEBHOOK_SECRET',
] as const;

type Sources = Pick<
  HostApp,
  'unit' | 'region' | 'parameters' | 'database' | 'events'
>;

/** What `app-config.production.yaml` reads and may be seen by whoever reads the task definition. */
export function portalVariables(stack: Sources): Record<string, string> {
  const { parameters, database, events, region } = stack;
  return {
    PLINTH_BASE_URL: `https://${parameters.domainName}`,
    PLINTH_ORGANIZATION: parameters.organization,
    PLINTH_GITHUB_ORGANIZATION: parameters.githubOrganization,
    PLINTH_INFRASTRUCTURE_REPOSITORY: parameters.infrastructureRepository,
    PLINTH_EVENTS_QUEUE_URL: events.queue.queueUrl,
    PLINTH_EVENTS_QUEUE_REGION: region,
    POSTGRES_HOST: database.instance.attrEndpointAddress,
    POSTGRES_PORT: database.instance.attrEndpointPort,
    POSTGRES_USER: MASTER_USER,
    POSTGRES_CA: databaseAuthority(region),
  };
}

/** What it reads and nobody else may: each by reference, from Secrets Manager. */
export function portalSecrets(
  stack: HostApp,
  { database }: Pick<HostApp, 'database'>,
): InjectedValue[] {
  return [
    {
      variable: 'POSTGRES_PASSWORD',
      kind: 'secret',
      resource: database.secretArn,
      valueFrom: `${database.secretArn}:password::`,
    },
    ...GITHUB_VALUES.map(name =>
      injectedSecret(stack, name, `${stack.unit.name}/github`, name),
    ),
  ];
}
