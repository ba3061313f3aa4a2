import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  ExecuteChangeSetCommand,
  paginateDescribeChangeSet,
  type CloudFormationClient,
  type DescribeChangeSetOutput,
  type ResourceChange,
} from '@aws-sdk/client-cloudformation';
import { deploymentAt } from '@plinth/plugin-environments-common';
import type { CloudFormationReader } from '../aws/CloudFormationReader';
import type { DeployedStack } from '../aws/DeployedStack';
import { firstFailure } from '../aws/firstFailure';
import { DeliveryError } from '../errors';
import { byId, isMoving, nameOf, type FoundStack } from './FoundStack';
import { goesWithStack } from './goesWithStack';
import { protectedResources, withoutProtections } from './protections';
import { strayChanges } from './strayChanges';

/** What CloudFormation takes in a request; a larger template it reads from a bucket (quotas of CloudFormation). */
const MOST_BYTES = 51_200;
/** How long the update may take; the settings of a database take some minutes. */
const PATIENCE_MS = 60 * 60_000;
/** How long CloudFormation may take to compute a change set, or to show that it has begun. */
const BEGIN_MS = 10 * 60_000;

/** A change set that CloudFormation has found to be empty. */
const NOTHING = 'nothing would change';

/** What turning the protections of a stack's resources off needs. */
export interface LiftOptions {
  readonly stack: FoundStack;
  /** Of the role that starts deployments. */
  readonly client: CloudFormationClient;
  readonly reader: Pick<
    CloudFormationReader,
    'read' | 'describe' | 'lastEvent' | 'eventsAfter'
  >;
  /** The role by which CloudFormation changes what is in the stack. */
  readonly executionRole: string;
  /** Of the change set; what the update's events bear begins with it. */
  readonly name: string;
  /** Puts a template into a bucket; resolves to its address. */
  readonly upload: (body: string) => Promise<string>;
  readonly pollMs: number;
}

/**
 * Has the stack updated from its own template, with the protection of all that goes with it turned off, and waits for that; also
 * for such an update of an attempt that was killed. Does nothing where none is on, and in a status in which CloudFormation takes no
 * update: what refuses to go then is told by the deletion.
 *
 * Throws a `DeliveryError` where CloudFormation would change more than that, or fails; protections that are off stay so.
 */
export async function liftProtections(options: LiftOptions): Promise<void> {
  const { stack, reader } = options;
  await untilStill(options);
  const deployed = await reader.read(byId(stack));
  if (
    !deployed ||
    deploymentAt(deployed.status) !== 'update' ||
    protectedResources(deployed.template).length === 0
  ) {
    return;
  }
  const changeSet = await prepare(deployed, options);
  if (changeSet) {
    await execute(changeSet, options);
  }
}

/** The change set's id; undefined where nothing would change, as where a parameter had the protection off. */
async function prepare(
  deployed: DeployedStack,
  options: LiftOptions,
): Promise<string | undefined> {
  const { stack, client, name, executionRole } = options;
  const body = JSON.stringify(withoutProtections(deployed.template));
  const asked = { StackName: stack.stackId, ChangeSetName: name };
  // Of an attempt that was killed.
  await client.send(new DeleteChangeSetCommand(asked));
  await client.send(
    new CreateChangeSetCommand({
      ...asked,
      ChangeSetType: 'UPDATE',
      ...(Buffer.byteLength(body) > MOST_BYTES
        ? { TemplateURL: await options.upload(body) }
        : { TemplateBody: body }),
      Parameters: Object.keys(deployed.parameters).map(ParameterKey => ({
        ParameterKey,
        UsePreviousValue: true,
      })),
      Tags: Object.entries(deployed.tags).map(([Key, Value]) => ({
        Key,
        Value,
      })),
      Capabilities: [
        'CAPABILITY_IAM',
        'CAPABILITY_NAMED_IAM',
        'CAPABILITY_AUTO_EXPAND',
      ],
      RoleARN: executionRole,
    }),
  );
  const { made, changes } = await computed(options);
  const problem = problemOf(made, changes, deployed);
  if (problem === undefined) {
    return made.ChangeSetId;
  }
  await client.send(new DeleteChangeSetCommand(asked));
  if (problem === NOTHING) {
    return undefined;
  }
  throw refusal(stack, problem);
}

function problemOf(
  { Status, StatusReason }: DescribeChangeSetOutput,
  changes: readonly ResourceChange[],
  { template }: DeployedStack,
): string | undefined {
  if (Status !== 'CREATE_COMPLETE') {
    return /didn't contain changes|No updates are to be performed/.test(
      StatusReason ?? '',
    )
      ? NOTHING
      : `its change set is ${Status}: ${StatusReason ?? 'CloudFormation gives no reason'}`;
  }
  const going = Object.entries(template.Resources ?? {})
    .filter(([, resource]) => goesWithStack(resource))
    .map(([logicalId]) => logicalId);
  const stray = strayChanges(changes, new Set(going));
  return stray.length > 0
    ? `the update that lifts it would change ${stray.join(', ')} too`
    : undefined;
}

/** Waits until CloudFormation has computed the change set. */
async function computed({ stack, client, name, pollMs }: LiftOptions): Promise<{
  made: DescribeChangeSetOutput;
  changes: ResourceChange[];
}> {
  const deadline = Date.now() + BEGIN_MS;
  for (;;) {
    const changes: ResourceChange[] = [];
    let made: DescribeChangeSetOutput = {};
    for await (const page of paginateDescribeChangeSet(
      { client },
      { StackName: stack.stackId, ChangeSetName: name },
    )) {
      made = page;
      changes.push(
        ...(page.Changes ?? []).flatMap(each => each.ResourceChange ?? []),
      );
    }
    const isPending = /_PENDING$|_IN_PROGRESS$/.test(made.Status ?? '');
    if (!isPending || Date.now() > deadline) {
      return { made, changes };
    }
    await new Promise(resolve => setTimeout(resolve, pollMs));
  }
}

async function execute(changeSet: string, options: LiftOptions): Promise<void> {
  const { stack, client, reader, name } = options;
  const before = (await reader.lastEvent(byId(stack)))?.EventId;
  // An attempt that failed has used the name as its token.
  const token = `${name}-${changeSet.split('/').at(-1)}`;
  await client.send(
    new ExecuteChangeSetCommand({
      StackName: stack.stackId,
      ChangeSetName: changeSet,
      ClientRequestToken: token,
    }),
  );
  const status = await untilStill(options, token);
  if (status !== 'UPDATE_COMPLETE') {
    const events = await reader.eventsAfter(byId(stack), before);
    throw refusal(
      stack,
      `it is ${status}: ${firstFailure(events) ?? 'CloudFormation gives no reason'}`,
    );
  }
}

/**
 * Waits until CloudFormation does nothing to the stack, or for too long; resolves to its status.
 *
 * @param token - of the operation that has to show first
 */
async function untilStill(
  { stack, reader, pollMs }: LiftOptions,
  token?: string,
): Promise<string> {
  const begun = Date.now();
  for (;;) {
    const { StackStatus: status = 'gone' } =
      (await reader.describe(byId(stack))) ?? {};
    const moves = isMoving({ status });
    const hasEnded =
      !moves &&
      (token === undefined ||
        (await reader.lastEvent(byId(stack)))?.ClientRequestToken === token);
    if (hasEnded || Date.now() - begun > (moves ? PATIENCE_MS : BEGIN_MS)) {
      return status;
    }
    await new Promise(resolve => setTimeout(resolve, pollMs));
  }
}

function refusal(stack: FoundStack, problem: string): DeliveryError {
  return new DeliveryError(
    `The protection against deletion in ${nameOf(stack)} cannot be lifted: ${problem}. Nothing of it is deleted; the next run tries again`,
    'stack',
  );
}
