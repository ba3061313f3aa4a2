import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DeliveryError, messageOf } from '../errors';
import {
  sessionFrom,
  type AccountCredentials,
  type SessionCredentials,
} from './AccountCredentials';
import type { DeployedStack, StackLocation } from './DeployedStack';

/** A stack whose account and region are meant, and by its id the partition. */
type Stack = Pick<StackLocation, 'account' | 'region'> &
  Pick<DeployedStack, 'stackId'>;

/** What the CDK's bootstrap has made in an account and region, used past the CLI as the CLI uses it. */
export class BootstrapRoles {
  readonly #credentials: AccountCredentials;
  readonly #qualifier: string;

  static create(options: {
    /** May assume the roles. */
    credentials: AccountCredentials;
    qualifier: string;
  }): BootstrapRoles {
    return new BootstrapRoles(options);
  }

  private constructor(options: {
    credentials: AccountCredentials;
    qualifier: string;
  }) {
    this.#credentials = options.credentials;
    this.#qualifier = options.qualifier;
  }

  /** The role by which CloudFormation changes what is in the stack. */
  executionRoleOf(stack: Stack): string {
    return this.#roleOf(stack, 'cfn-exec');
  }

  /** The bucket that holds templates and files. */
  assetBucketOf({ account, region }: Stack): string {
    return `cdk-${this.#qualifier}-assets-${account}-${region}`;
  }

  /**
   * A session of a role that starts deployments, or uploads files.
   *
   * @param session - its name in CloudTrail
   */
  async assume(
    stack: Stack,
    name: 'deploy' | 'file-publishing',
    session: string,
  ): Promise<SessionCredentials> {
    const { account, region } = stack;
    const RoleArn = this.#roleOf(stack, name);
    const client = new STSClient({
      region,
      credentials: await this.#credentials.forAccount(account),
      retryMode: 'adaptive',
      maxAttempts: 8,
    });
    try {
      const { Credentials: given } = await client.send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: session }),
      );
      return sessionFrom(given);
    } catch (error) {
      throw new DeliveryError(
        `Cannot assume ${RoleArn}: ${messageOf(error)}. Check that ${account} ${region} is bootstrapped, and bootstrapQualifier in plinth.json`,
        'access',
      );
    } finally {
      client.destroy();
    }
  }

  #roleOf({ stackId, account, region }: Stack, name: string): string {
    return `arn:${partitionOf(stackId)}:iam::${account}:role/cdk-${this.#qualifier}-${name}-role-${account}-${region}`;
  }
}

/** The partition of an ARN. */
export function partitionOf(arn: string): string {
  return arn.split(':')[1] || 'aws';
}
