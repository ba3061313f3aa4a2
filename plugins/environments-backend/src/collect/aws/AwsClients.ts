import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { RateBudget } from './RateBudget';

/** The clients for one account and region, with the budget that their calls share. */
export interface RegionClients {
  account: string;
  region: string;
  cloudFormation: CloudFormationClient;
  cloudWatch: CloudWatchClient;
  cloudTrail: CloudTrailClient;
  budget: RateBudget;
  /** LookupEvents has a limit of its own: two a second. */
  trailBudget: RateBudget;
}

/** About 5 DescribeStacks a second are allowed in an account and region; the pipeline needs its part. */
const CALLS_PER_SECOND = 3;
const BURST = 10;
const TRAIL_CALLS_PER_SECOND = 1.5;

/**
 * Makes each AWS client once, for its account and region, with credentials that never change: two readings at a time
 * can not use each other's account.
 */
export class AwsClients {
  readonly #credentials: AwsCredentialsManager;
  readonly #endpoint: string | undefined;
  readonly #regions = new Map<string, Promise<RegionClients>>();
  readonly #costExplorers = new Map<string, Promise<CostExplorerClient>>();

  constructor(options: {
    credentials: AwsCredentialsManager;
    endpoint?: string;
  }) {
    this.#credentials = options.credentials;
    this.#endpoint = options.endpoint;
  }

  /** The clients for an account and region. */
  forRegion(account: string, region: string): Promise<RegionClients> {
    return memoize(this.#regions, `${account}/${region}`, async () => {
      const options = await this.#options(account, region);
      return {
        account,
        region,
        cloudFormation: new CloudFormationClient(options),
        cloudWatch: new CloudWatchClient(options),
        cloudTrail: new CloudTrailClient(options),
        budget: new RateBudget({ perSecond: CALLS_PER_SECOND, burst: BURST }),
        trailBudget: new RateBudget({
          perSecond: TRAIL_CALLS_PER_SECOND,
          burst: 2,
        }),
      };
    });
  }

  /** Cost Explorer of the payer account; it has one endpoint, in us-east-1. */
  costExplorer(account: string): Promise<CostExplorerClient> {
    return memoize(
      this.#costExplorers,
      account,
      async () =>
        new CostExplorerClient(await this.#options(account, 'us-east-1')),
    );
  }

  async #options(accountId: string, region: string) {
    const provider = await this.#credentials.getCredentialProvider({
      accountId,
    });
    return {
      region,
      credentials: provider.sdkCredentialProvider,
      endpoint: this.#endpoint,
      maxAttempts: 3,
      customUserAgent: 'plinth-environments',
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000 },
    };
  }
}

/** Makes a value once per key; a failure is forgotten, so that the next caller tries again. */
function memoize<T>(
  made: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  let value = made.get(key);
  if (!value) {
    value = make();
    made.set(key, value);
    value.catch(() => made.delete(key));
  }
  return value;
}
