import {
  ChangeSetNotFoundException,
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  type Stack,
  type StackEvent,
  type StackResourceDrift,
  paginateListStackResources,
  paginateListStacks,
  type StackResourceSummary,
  type StackSummary,
} from '@aws-sdk/client-cloudformation';
import { isNameOfUnit, UNIT_TAG } from '@plinth/blueprints/schema';
import { statusesAt } from '@plinth/plugin-environments-common';
import { parse } from 'yaml';
import { detectResourceDrifts } from '../drift/detectDrift';
import { DeliveryError, messageOf } from '../errors';
import type { Template } from '../synth/Assembly';
import type { AccountCredentials } from './AccountCredentials';
import { settingsOf } from './clientSettings';
import {
  parseProvenance,
  type DeployedStack,
  type StackLocation,
  type StackReader,
} from './DeployedStack';

/** Statuses of a stack that never came to be; deploy deletes the remains and creates it anew. */
export const NEVER_DEPLOYED: ReadonlySet<string> = new Set(
  statusesAt('create'),
);

/** Reads stacks from CloudFormation, with one client per account and region, each with that account's credentials. */
export class CloudFormationReader implements StackReader {
  readonly #clients = new Map<string, Promise<CloudFormationClient>>();
  readonly #credentials: AccountCredentials;

  static create(options: {
    credentials: AccountCredentials;
  }): CloudFormationReader {
    return new CloudFormationReader(options.credentials);
  }

  private constructor(credentials: AccountCredentials) {
    this.#credentials = credentials;
  }

  async read(location: StackLocation): Promise<DeployedStack | undefined> {
    const stack = await this.describe(location);
    if (!stack || NEVER_DEPLOYED.has(stack.StackStatus ?? '')) {
      refuseForeignRemains(location, stack);
      return undefined;
    }
    const client = await this.client(location);
    try {
      const { TemplateBody } = await client.send(
        new GetTemplateCommand({
          StackName: stack.StackId,
          TemplateStage: 'Original',
        }),
      );
      const parameters = pairs(
        stack.Parameters,
        ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue],
      );
      return {
        stackId: stack.StackId ?? '',
        status: stack.StackStatus ?? '',
        statusReason: stack.StackStatusReason,
        template: parseTemplate(TemplateBody ?? ''),
        parameters,
        tags: tagsOf(stack),
        terminationProtection: stack.EnableTerminationProtection ?? false,
        provenance: parseProvenance(parameters.PlinthProvenance),
        createdAt: stack.CreationTime,
        updatedAt: stack.LastUpdatedTime,
      };
    } catch (error) {
      throw unreadable(told(location), error);
    }
  }

  /** The stack's description in any state; undefined when there is none of this name. */
  async describe(location: StackLocation): Promise<Stack | undefined> {
    const client = await this.client(location);
    try {
      const { Stacks } = await client.send(
        new DescribeStacksCommand({ StackName: location.stackName }),
      );
      return Stacks?.[0];
    } catch (error) {
      if (
        error instanceof CloudFormationServiceException &&
        error.name === 'ValidationError' &&
        /does not exist/.test(error.message)
      ) {
        return undefined;
      }
      throw unreadable(told(location), error);
    }
  }

  /** A change set of the stack; undefined when there is none of this name. */
  async changeSet(
    location: StackLocation,
    name: string,
  ): Promise<DescribeChangeSetOutput | undefined> {
    const client = await this.client(location);
    try {
      return await client.send(
        new DescribeChangeSetCommand({
          StackName: location.stackName,
          ChangeSetName: name,
        }),
      );
    } catch (error) {
      if (error instanceof ChangeSetNotFoundException) {
        return undefined;
      }
      throw unreadable(`change set ${name} of ${told(location)}`, error);
    }
  }

  async drift(location: StackLocation): Promise<StackResourceDrift[]> {
    const client = await this.client(location);
    try {
      return await detectResourceDrifts(client, location.stackName);
    } catch (error) {
      throw unreadable(`the drift of ${told(location)}`, error);
    }
  }

  async list({
    account,
    region,
  }: Pick<StackLocation, 'account' | 'region'>): Promise<Stack[]> {
    const client = await this.client({ account, region });
    const stacks: Stack[] = [];
    try {
      for await (const { Stacks } of paginateDescribeStacks({ client }, {})) {
        stacks.push(...(Stacks ?? []));
      }
    } catch (error) {
      throw unreadable(`the stacks of ${account}/${region}`, error);
    }
    return stacks;
  }

  /** The stacks of an account and region that were deleted in the last 90 days; the ids find them, their names do not. */
  async deleted(
    place: Pick<StackLocation, 'account' | 'region'>,
  ): Promise<StackSummary[]> {
    const client = await this.client(place);
    const pages = paginateListStacks(
      { client },
      { StackStatusFilter: ['DELETE_COMPLETE'] },
    );
    const stacks: StackSummary[] = [];
    try {
      for await (const { StackSummaries = [] } of pages) {
        stacks.push(...StackSummaries);
      }
    } catch (error) {
      const { account, region } = place;
      throw unreadable(`the deleted stacks of ${account}/${region}`, error);
    }
    return stacks;
  }

  /** The resources of a stack, those of a deleted one by its id. */
  async resources(location: StackLocation): Promise<StackResourceSummary[]> {
    const client = await this.client(location);
    const pages = paginateListStackResources(
      { client },
      { StackName: location.stackName },
    );
    const resources: StackResourceSummary[] = [];
    try {
      for await (const { StackResourceSummaries = [] } of pages) {
        resources.push(...StackResourceSummaries);
      }
    } catch (error) {
      throw unreadable(`the resources of ${told(location)}`, error);
    }
    return resources;
  }

  /** The newest event; undefined when there is no stack. */
  async lastEvent(location: StackLocation): Promise<StackEvent | undefined> {
    if (!(await this.describe(location))) {
      return undefined;
    }
    const client = await this.client(location);
    try {
      const { StackEvents } = await client.send(
        new DescribeStackEventsCommand({ StackName: location.stackName }),
      );
      return StackEvents?.[0];
    } catch (error) {
      throw unreadable(`the events of ${told(location)}`, error);
    }
  }

  /** Id of the newest event; undefined when there is no stack. */
  async lastEventId(location: StackLocation): Promise<string | undefined> {
    return (await this.lastEvent(location))?.EventId;
  }

  /** Events after the one with this id, oldest first; all when that one is not among the stack's events. */
  async eventsAfter(
    location: StackLocation,
    eventId: string | undefined,
  ): Promise<StackEvent[]> {
    const client = await this.client(location);
    const events: StackEvent[] = [];
    try {
      const pages = paginateDescribeStackEvents(
        { client },
        { StackName: location.stackName },
      );
      for await (const { StackEvents = [] } of pages) {
        const known = StackEvents.findIndex(event => event.EventId === eventId);
        events.push(...StackEvents.slice(0, known < 0 ? undefined : known));
        if (known >= 0) {
          break;
        }
      }
    } catch (error) {
      throw unreadable(told(location), error);
    }
    return events.reverse();
  }

  /** Frees the connections. */
  async close(): Promise<void> {
    const clients = await Promise.allSettled(this.#clients.values());
    for (const client of clients) {
      if (client.status === 'fulfilled') {
        client.value.destroy();
      }
    }
  }

  /** The client for a stack's account and region, for what this reader does not do. */
  async client({
    account,
    region,
  }: Pick<StackLocation, 'account' | 'region'>): Promise<CloudFormationClient> {
    const key = `${account}/${region}`;
    let client = this.#clients.get(key);
    if (!client) {
      client = this.#connect(account, region);
      this.#clients.set(key, client);
    }
    return client;
  }

  async #connect(
    account: string,
    region: string,
  ): Promise<CloudFormationClient> {
    return new CloudFormationClient(
      await settingsOf({ account, region }, this.#credentials),
    );
  }
}

/**
 * Throws for what is left of a failed creation that is not a unit's of this name: deploying would delete it first, and what it
 * retained with all that tells of it.
 */
function refuseForeignRemains(
  { account, region }: StackLocation,
  stack: Stack | undefined,
): void {
  if (stack?.StackStatus !== 'ROLLBACK_COMPLETE') {
    return;
  }
  // It may be asked for by its id.
  const { StackName: stackName = '' } = stack;
  const { [UNIT_TAG]: path = '' } = tagsOf(stack);
  if (!isNameOfUnit(stackName, { name: path.split('/')[1] ?? '' })) {
    throw new DeliveryError(
      `Stack ${stackName} in ${account}/${region} is what is left of a failed creation, and somebody else's: ${path ? `its tag ${UNIT_TAG} says ${path}` : `it has no tag ${UNIT_TAG}`}. Deploying would delete it. Choose another name for the unit, or have whoever runs the stack delete it.`,
      'stack',
    );
  }
}

function tagsOf({ Tags }: Pick<Stack, 'Tags'>): Record<string, string> {
  return pairs(Tags, ({ Key, Value }) => [Key, Value]);
}

function unreadable(what: string, error: unknown): DeliveryError {
  return error instanceof DeliveryError
    ? error
    : new DeliveryError(`Cannot read ${what}: ${messageOf(error)}`, 'access');
}

function told({ stackName, account, region }: StackLocation): string {
  return `stack ${stackName} in ${account}/${region}`;
}

/** A list of keys and values, as AWS gives parameters and tags, as an object. */
export function pairs<T>(
  items: readonly T[] | undefined,
  entry: (item: T) => [string | undefined, string | undefined],
): Record<string, string> {
  return Object.fromEntries(
    (items ?? [])
      .map(entry)
      .flatMap(([key, value]) =>
        key === undefined ? [] : [[key, value ?? '']],
      ),
  );
}

/** Templates of ours are JSON; one deployed by hand may be YAML, whose short tags read as plain values here. */
function parseTemplate(text: string): Template {
  return (
    text.trimStart().startsWith('{')
      ? JSON.parse(text)
      : parse(text, { logLevel: 'silent' })
  ) as Template;
}
