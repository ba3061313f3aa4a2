import type { Config } from '@backstage/config';
import {
  readRepositories,
  type ConfiguredRepository,
} from '@plinth/plugin-environments-node';

/** What the configuration says of the world that the portal is connected to. */
export interface Connections {
  /** The portal's address, as browsers see it. */
  readonly portalUrl: string;
  readonly repositories: readonly ConfiguredRepository[];
  readonly accounts: readonly {
    readonly id: string;
    readonly regions: readonly string[];
    /** Name of the role in it that the portal assumes. */
    readonly readRole: string;
  }[];
  /** The account that pays; undefined where no cost is collected. */
  readonly payer: string | undefined;
  /** The queue of stack events; undefined where the sweep alone tells of changes. */
  readonly queue: { readonly url: string; readonly region: string } | undefined;
  /** Another address for all AWS services. */
  readonly awsEndpoint: string | undefined;
}

const READ_ROLE = 'plinth-read';

/**
 * Reads them.
 *
 * @throws InputError that names the key that is missing or wrong
 */
export function readConnections(config: Config): Connections {
  const queue = config.getOptionalConfig('environments.queue');
  return {
    portalUrl: config.getString('app.baseUrl').replace(/\/$/, ''),
    repositories: readRepositories(config),
    accounts: (
      config.getOptionalConfigArray('environments.accounts') ?? []
    ).map(item => ({
      id: item.getString('id'),
      regions: item.getStringArray('regions'),
      readRole: readRoleOf(config, item.getString('id')),
    })),
    payer: config.getOptionalString('environments.payerAccount'),
    queue: queue && {
      url: queue.getString('url'),
      region: queue.getString('region'),
    },
    awsEndpoint: config.getOptionalString('environments.aws.endpoint'),
  };
}

function readRoleOf(config: Config, account: string): string {
  const own = config
    .getOptionalConfigArray('aws.accounts')
    ?.find(item => item.getOptionalString('accountId') === account);
  return (
    own?.getOptionalString('roleName') ??
    config.getOptionalString('aws.accountDefaults.roleName') ??
    READ_ROLE
  );
}
