import { MANAGEMENT_ACCOUNT } from '../Accounts';

/** Account that pays for all in tests. */
export const PAYER = MANAGEMENT_ACCOUNT;
/** An ordinary account in tests. */
export const DEV = '111122223333';

/** Where a client speaks, and whether its key may change anything. */
export interface Place {
  account?: string;
  region?: string;
  kind?: 'DEMO' | 'READ';
}

/** A client's options for a place in the sandbox. */
export function clientOptions(url: string, place: Place = {}) {
  const { account = DEV, region = 'us-east-1', kind = 'DEMO' } = place;
  return {
    endpoint: url,
    region,
    maxAttempts: 1,
    credentials: {
      accessKeyId: `AKIA${account}${kind}`,
      secretAccessKey: 'any',
    },
  };
}
