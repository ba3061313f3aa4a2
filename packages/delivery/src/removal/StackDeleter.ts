import {
  CloudFormationClient,
  DeleteStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { AccountCredentials } from '../aws/AccountCredentials';
import { BootstrapRoles } from '../aws/BootstrapRoles';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import { sessionName } from '../aws/credentialsFor';
import { firstFailure } from '../aws/firstFailure';
import { DeliveryError, messageOf } from '../errors';
import { bucketsThatGo, emptyBuckets } from './emptyBuckets';
import { byId, isMoving, nameOf, type FoundStack } from './FoundStack';
import { toFoundStack } from './findStacks';
import { liftProtections } from './liftProtections';
import { uploadTemplate } from './uploadTemplate';

/** How long one deletion may take; a database takes about ten minutes, a distribution up to thirty. */
const PATIENCE_MS = 60 * 60_000;
/** How long CloudFormation may take to show that it has begun. */
const BEGIN_MS = 2 * 60_000;
const POLL_MS = 5000;

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
  readonly #roles: BootstrapRoles;

  static create(options: StackDeleterOptions): StackDeleter {
    return new StackDeleter(options);
  }

  private constructor(options: StackDeleterOptions) {
    this.#options = options;
    this.#roles = BootstrapRoles.create(options);
  }

  /** The stack as it is now; undefined when it is gone. */
  async look(stack: FoundStack): Promise<FoundStack | undefined> {
    const { reader } = this.#options;
    const now = await reader.describe(byId(stack));
    return now && now.StackStatus !== 'DELETE_COMPLETE'
      ? { ...toFoundStack(now, stack), approved: stack.approved }
      : undefined;
  }

  /** Whether what CloudFormation does to the stack was begun by an earlier attempt for this commit. */
  async isOwn(stack: FoundStack, commit: string): Promise<boolean> {
    const last = await this.#options.reader.lastEvent(byId(stack));
    return (
      last?.ClientRequestToken?.startsWith(sessionName(commit, '')) ?? false
    );
  }

  /**
   * Deletes it, and waits until it is gone; throws a `DeliveryError` that names what stood in the way: buckets that could not be
   * emptied, and the first resource.
   *
   * @param options.commit - why; by default the commit that was deployed last
   * @param options.empty - delete what its buckets hold as well, which those of previews allow
   * @param options.unprotect - end its protection against deletion, and that of what goes with it
   */
  async delete(
    stack: FoundStack,
    options: { commit?: string; empty: boolean; unprotect: boolean },
  ): Promise<void> {
    const { reader, runId } = this.#options;
    const roles = this.#roles;
    const name = sessionName(
      options.commit ?? stack.provenance?.commit ?? '',
      runId,
    );
    const credentials = await roles.assume(stack, 'deploy', name);
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
      if (options.unprotect) {
        await this.#unprotect(stack, client, name);
      }
      const lastEvent = await reader.lastEventId(byId(stack));
      await client.send(
        new DeleteStackCommand({
          StackName: stack.stackId,
          RoleARN: roles.executionRoleOf(stack),
          ClientRequestToken: name,
        }),
      );
      await this.#requireGone(stack, lastEvent, full);
    } catch (error) {
      throw error instanceof DeliveryError
        ? error
        : new DeliveryError(
            `CloudFormation does not delete ${nameOf(stack)}: ${messageOf(error)}`,
            'stack',
          );
    } finally {
      client.destroy();
    }
  }

  /** The stack's own protection ends last: until then nothing of it can go. */
  async #unprotect(
    stack: FoundStack,
    client: CloudFormationClient,
    name: string,
  ): Promise<void> {
    const { reader, pollMs = POLL_MS } = this.#options;
    const roles = this.#roles;
    await liftProtections({
      stack,
      client,
      reader,
      executionRole: roles.executionRoleOf(stack),
      name,
      upload: body => uploadTemplate({ body, stack, roles, session: name }),
      pollMs,
    });
    if (stack.terminationProtection) {
      await client.send(
        new UpdateTerminationProtectionCommand({
          StackName: stack.stackId,
          EnableTerminationProtection: false,
        }),
      );
    }
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
    const { reader, pollMs = POLL_MS } = this.#options;
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
}
