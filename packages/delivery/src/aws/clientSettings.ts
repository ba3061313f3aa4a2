import { DeliveryError } from '../errors';
import type {
  AccountCredentials,
  SessionCredentials,
} from './AccountCredentials';

/** What a client of an AWS service is made with. */
export interface ClientSettings {
  readonly region: string;
  readonly retryMode: 'adaptive';
  readonly maxAttempts: number;
  /** Absent: what the environment offers. */
  readonly credentials?: () => Promise<SessionCredentials>;
}

/** Settings of a client for an account and region, with that account's credentials. */
export async function settingsOf(
  { account, region }: { readonly account: string; readonly region: string },
  credentials: AccountCredentials,
): Promise<ClientSettings> {
  const ambient = (await credentials.forAccount(account)) === undefined;
  return {
    region,
    // CloudFormation's rates are low and shared with the portal; adaptive retries slow down instead of failing.
    retryMode: 'adaptive',
    maxAttempts: 12,
    ...(!ambient && {
      credentials: async () =>
        (await credentials.forAccount(account)) ?? refuse(account),
    }),
  };
}

function refuse(account: string): never {
  throw new DeliveryError(
    `There are no credentials for account ${account} any more.`,
    'access',
  );
}
