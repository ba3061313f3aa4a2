import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { Place } from '../../store';
import type { PortalMetrics } from '../../metrics/PortalMetrics';
import { callMetricsPlugin } from './callMetricsPlugin';
import { RateBudget } from './RateBudget';
import { rateBudgetPlugin } from './rateBudgetPlugin';

/** The clients for one account and region; their requests keep within its rate budget. */
export interface RegionClients extends Place {
  /** Of CloudFormation and CloudWatch. */
  budget: Pick<RateBudget, 'rate' | 'spent'>;
  cloudFormation: CloudFormationClient;
  cloudWatch: CloudWatchClient;
  cloudTrail: CloudTrailClient;
}

/** Requests a second that CloudFormation takes in an account and region, about: AWS publishes no figure for DescribeStacks. */
const ACCOUNT_RATE = 5;
const BUDGET = { perSecond: 3, burst: 10 };
/** What the portal takes of CloudFormation's rate in an account and region at most, and what it leaves to the pipeline, in requests a second. */
export const SHARES_OF_RATE = {
  portal: BUDGET.perSecond,
  pipeline: ACCOUNT_RATE - BUDGET.perSecond,
};
/** LookupEvents has a limit of its own: two a second. */
const TRAIL_BUDGET = { perSecond: 1.5, burst: 2 };

/**
 * Makes the AWS clients of each account and region once, with credentials that never change: two readings at a time can
 * not use each other's account.
 */
export class AwsClients {
  readonly #credentials: AwsCredentialsManager;
  readonly #endpoint: string | undefined;
  readonly #metrics: Pick<PortalMetrics, 'awsCall'>;
  readonly #regions = new Map<string, RegionClients>();

  constructor(options: {
    credentials: AwsCredentialsManager;
    endpoint?: string;
    metrics: Pick<PortalMetrics, 'awsCall'>;
  }) {
    this.#credentials = options.credentials;
    this.#endpoint = options.endpoint;
    this.#metrics = options.metrics;
  }

  /** The clients for an account and region. Credentials that are missing fail the first request. */
  forRegion(place: Place): RegionClients {
    const key = `${place.account}/${place.region}`;
    const clients = this.#regions.get(key) ?? this.#make(place);
    this.#regions.set(key, clients);
    return clients;
  }

  /** Cost Explorer of the payer account; it has one endpoint, in us-east-1. */
  costExplorer(account: string): CostExplorerClient {
    const place = { account, region: 'us-east-1' };
    const client = new CostExplorerClient(this.#options(place));
    client.middlewareStack.use(
      callMetricsPlugin(this.#metrics, { ...place, service: 'CostExplorer' }),
    );
    return client;
  }

  #make({ account, region }: Place) {
    const options = this.#options({ account, region });
    const budget = new RateBudget(BUDGET);
    const clients: RegionClients = {
      account,
      region,
      budget,
      cloudFormation: new CloudFormationClient(options),
      cloudWatch: new CloudWatchClient(options),
      cloudTrail: new CloudTrailClient(options),
    };
    const trailBudget = new RateBudget(TRAIL_BUDGET);
    const watch = <Input extends object, Output extends object>(
      service: string,
      own: RateBudget,
    ) =>
      callMetricsPlugin<Input, Output>(
        this.#metrics,
        { account, region, service },
        own,
      );
    const { cloudFormation, cloudWatch, cloudTrail } = clients;
    cloudFormation.middlewareStack.use(watch('CloudFormation', budget));
    cloudFormation.middlewareStack.use(rateBudgetPlugin(budget));
    cloudWatch.middlewareStack.use(watch('CloudWatch', budget));
    cloudWatch.middlewareStack.use(rateBudgetPlugin(budget));
    cloudTrail.middlewareStack.use(watch('CloudTrail', trailBudget));
    cloudTrail.middlewareStack.use(rateBudgetPlugin(trailBudget));
    return clients;
  }

  #options(place: Place) {
    return {
      region: place.region,
      credentials: async () => {
        const { sdkCredentialProvider } =
          await this.#credentials.getCredentialProvider({
            accountId: place.account,
          });
        return sdkCredentialProvider();
      },
      endpoint: this.#endpoint,
      maxAttempts: 3,
      customUserAgent: 'plinth-environments',
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000 },
    };
  }
}
