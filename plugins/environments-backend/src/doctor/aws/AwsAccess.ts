import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type {
  AwsCredentialProvider,
  AwsCredentialsManager,
} from '@backstage/integration-aws-node';

/** Who calls, as STS says it. */
export interface CallerIdentity {
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
}

/** The portal's way into accounts: its credentials for each of them. */
export class AwsAccess {
  readonly #credentials: AwsCredentialsManager;
  readonly #endpoint: string | undefined;
  readonly #region: string;
  readonly #identities = new Map<string, Promise<CallerIdentity>>();

  constructor(options: {
    credentials: AwsCredentialsManager;
    endpoint: string | undefined;
    /** Where services are asked that are in no region, or in each: credentials work in the regions of their partition alone. */
    region: string;
  }) {
    this.#credentials = options.credentials;
    this.#endpoint = options.endpoint;
    this.#region = options.region;
  }

  /** How a client of an SDK is made that calls an account as the portal does. Credentials that are missing fail its first call. */
  options(account: string, region = this.#region) {
    return this.#optionsWith(region, () =>
      this.#credentials.getCredentialProvider({ accountId: account }),
    );
  }

  /** Whom the portal is in an account. */
  identity(account: string): Promise<CallerIdentity> {
    return this.#ask(account, this.options(account));
  }

  /** Whom the portal is where it runs, before it assumes a role. */
  ownIdentity(): Promise<CallerIdentity> {
    return this.#ask(
      'own',
      this.#optionsWith(this.#region, () =>
        this.#credentials.getCredentialProvider(),
      ),
    );
  }

  #ask(
    key: string,
    options: ReturnType<AwsAccess['options']>,
  ): Promise<CallerIdentity> {
    const known = this.#identities.get(key) ?? callerIdentity(options);
    this.#identities.set(key, known);
    return known;
  }

  #optionsWith(region: string, provider: () => Promise<AwsCredentialProvider>) {
    return {
      region,
      credentials: async () => (await provider()).sdkCredentialProvider(),
      endpoint: this.#endpoint,
      maxAttempts: 3,
      customUserAgent: 'plinth-doctor',
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000 },
    };
  }
}

async function callerIdentity(
  options: ReturnType<AwsAccess['options']>,
): Promise<CallerIdentity> {
  const client = new STSClient(options);
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand());
    const partition = Arn?.split(':')[1];
    if (!Account || !partition) {
      throw new Error('STS answered without an account');
    }
    return { account: Account, partition };
  } finally {
    client.destroy();
  }
}
