import {
  CloudFormationClient,
  DeleteStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import {
  sessionFrom,
  type AccountCredentials,
  type SessionCredentials,
} from '../aws/AccountCredentials';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import { sessionName } from '../aws/credentialsFor';
import { firstFailure } from '../aws/firstFailure';
import { DeliveryError, messageOf } from '../errors';
import { bucketsThatGo, emptyBuckets } from './emptyBuckets';
import { byId, isMoving, nameOf, type FoundStack } from './FoundStack';
import { toFoundStack } from './findStacks';

/** How long one deletion may take; a database takes about ten minutes, a distribution up to thirty. */
const PATIENCE_MS = 60 * 60_000;
/** How long CloudFormation may take to show that it has begun. */
const BEGIN_MS = 2 * 60_000;

/** Settings of a `StackDeleter`. */
export interface StackDeleterOptions {
  /** May assume the roles of the CDK's bootstrap, as for `cdk deploy`. */
  readonly credentials: AccountCredentials;
  readonly reader: CloudFormationReader;
  readonly qualifier: string;
  /** Named with the commit in CloudTrail and in the stack's events. */
  readonly runId: string;
  /** @default 5 seconds */
  readonly pollMs?: number;
}

/**
 * Deletes stacks as `cdk destroy` does: through the deploy role of the CDK's bootstrap, and with its execution role for
 * CloudFormation. The CLI itself needs the code of a stack, which may be gone.
 */
export class StackDeleter {
  readonly #options: StackDeleterOptions;

  static create(options: StackDeleterOptions): StackDeleter {
    return new StackDeleter(options);
  }

  private constructor(options: StackDeleterOptions) {
    this.#options = options;
  }

  /** The stack as it is now; undefined when it is gone. */
  async look(stack: FoundStack): Promise<FoundStack | undefined> {
    const { reader } = this.#options;
    const now = await reader.describe(byId(stack));
    return now && now.StackStatus !== 'DELETE_COMPLETE'
      ? { ...toFoundStack(now, stack), approved: stack.approved }
      : undefined;
  }

  /**
   * Deletes it, and waits until it is gone; throws a `DeliveryError` that names what stood in the way: buckets that could not be
   * emptied, and the first resource.
   *
   * @param options.commit - why; by default the commit that was deployed last
   * @param options.empty - delete what its buckets hold as well, which those of previews allow
   * @param options.unprotect - end its protection against deletion, if it has one
   */
  async delete(
    stack: FoundStack,
    options: { commit?: string; empty: boolean; unprotect: boolean },
  ): Promise<void> {
    const { reader, qualifier, runId } = this.#options;
    const name = sessionName(
      options.commit ?? stack.provenance?.commit ?? '',
      runId,
    );
    const lastEvent = await reader.lastEventId(byId(stack));
    const credentials = await this.#assumeDeployRole(stack, name);
    const full = options.empty
      ? await emptyBuckets({
          buckets: bucketsThatGo(
            (await reader.read(byId(stack)))?.template ?? {},
          ),
          region: stack.region,
          credentials,
        })
      : [];
    const client = new CloudFormationClient({
      region: stack.region,
      credentials,
      retryMode: 'adaptive',
      maxAttempts: 12,
    });
    try {
      if (stack.terminationProtection && options.unprotect) {
        await client.send(
          new UpdateTerminationProtectionCommand({
            StackName: stack.stackId,
            EnableTerminationProtection: false,
          }),
        );
      }
      await client.send(
        new DeleteStackCommand({
          StackName: stack.stackId,
          RoleARN: roleOf(stack, qualifier, 'cfn-exec'),
          ClientRequestToken: name,
        }),
      );
    } catch (error) {
      throw new DeliveryError(
        `CloudFormation does not delete ${nameOf(stack)}: ${messageOf(error)}`,
        'stack',
      );
    } finally {
      client.destroy();
    }
    await this.#requireGone(stack, lastEvent, full);
  }

  /** Waits for a deletion that an earlier attempt began; throws a `DeliveryError` like `delete`. */
  async finish(stack: FoundStack): Promise<void> {
    const lastEvent = await this.#options.reader.lastEventId(byId(stack));
    await this.#requireGone(stack, lastEvent, []);
  }

  /** @param full - why a bucket could not be emptied */
  async #requireGone(
    stack: FoundStack,
    lastEvent: string | undefined,
    full: readonly string[],
  ): Promise<void> {
    const { reader } = this.#options;
    const after = await this.#settle(stack, lastEvent);
    if (!after) {
      return;
    }
    const failure = firstFailure(
      await reader.eventsAfter(byId(stack), lastEvent),
    );
    const reasons = [failure ?? 'CloudFormation gives no reason', ...full];
    throw new DeliveryError(
      `${nameOf(stack)} is ${after.status}: ${reasons.join('; ')}. Remove what stands in the way; the next run tries again`,
      'stack',
    );
  }

  /** Waits until the stack is gone, or its deletion failed after the event `since`. */
  async #settle(
    stack: FoundStack,
    since: string | undefined,
  ): Promise<FoundStack | undefined> {
    const { reader, pollMs = 5000 } = this.#options;
    const begun = Date.now();
    for (;;) {
      const now = await this.look(stack);
      if (!now) {
        return undefined;
      }
      // It may have failed before, and not show yet that it is being deleted again.
      if (
        now.status === 'DELETE_FAILED' &&
        (await reader.lastEventId(byId(stack))) !== since
      ) {
        return now;
      }
      const patience = isMoving(now) ? PATIENCE_MS : BEGIN_MS;
      if (Date.now() - begun > patience) {
        return now;
      }
      await new Promise(resolve => setTimeout(resolve, pollMs));
    }
  }

  async #assumeDeployRole(
    stack: FoundStack,
    session: string,
  ): Promise<SessionCredentials> {
    const { credentials, qualifier } = this.#options;
    const RoleArn = roleOf(stack, qualifier, 'deploy');
    const client = new STSClient({
      region: stack.region,
      credentials: await credentials.forAccount(stack.account),
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
        `Cannot assume ${RoleArn}: ${messageOf(error)}. Check that ${stack.account} ${stack.region} is bootstrapped, and bootstrapQualifier in plinth.json`,
        'access',
      );
    } finally {
      client.destroy();
    }
  }
}

/** A role of the CDK's bootstrap in the stack's account and region. */
function roleOf(
  { stackId, account, region }: FoundStack,
  qualifier: string,
  name: 'deploy' | 'cfn-exec',
): string {
  const partition = stackId.split(':')[1] || 'aws';
  return `arn:${partition}:iam::${account}:role/cdk-${qualifier}-${name}-role-${account}-${region}`;
}
