import { Event } from '@aws-sdk/client-cloudtrail';
import { z } from 'zod';

/** A call that changed something, made by a person or a program other than the pipeline. */
export interface OutOfBandCall {
  eventId: string;
  at: string;
  eventName: string;
  eventSource: string;
  actor: string;
  /** Names, IDs and ARNs that the call names, those that it is about first; one of them may be a resource of a stack. */
  resources: string[];
  /** The token that a call to CloudFormation gives its operation, which the events of the stack have too. */
  clientToken?: string;
  sourceIp?: string;
  userAgent?: string;
}

/** Services write null where they have no text. */
const text = z.string().optional().catch(undefined);

const trailEventSchema = z.object({
  readOnly: z.union([z.boolean(), z.string()]).optional().catch(undefined),
  errorCode: text,
  eventSource: z.string().catch(''),
  sourceIPAddress: text,
  userAgent: text,
  userIdentity: z
    .object({
      type: text,
      arn: text,
      userName: text,
      invokedBy: text,
      sessionContext: z
        .object({
          sessionIssuer: z.object({
            type: z.literal('Role'),
            userName: z.string(),
          }),
        })
        .optional()
        .catch(undefined),
    })
    .catch({}),
  requestParameters: z.unknown().optional(),
  resources: z
    .array(z.object({ ARN: z.string() }).catch({ ARN: '' }))
    .catch([]),
});

/** What a call to CloudFormation is about. */
const operationSchema = z.object({
  stackName: text,
  clientRequestToken: text,
});
/** A service of ECS has its name within a cluster; each may be given as an ARN, too. */
const ecsServiceSchema = z.object({ cluster: z.string(), service: z.string() });

/** Roles that runs get by their tokens, and those of CDK's bootstrap that they go on to. */
const PIPELINE_ROLE =
  /^(?:[a-z][a-z0-9-]{1,20}-(?:plan|deploy)|cdk-[a-z0-9]+-(?:deploy|file-publishing|image-publishing|lookup)-role-\d{12}-[a-z0-9-]+)$/;
/**
 * What the pipeline calls its sessions: after the commit and the run. The role alone does not tell, since people may
 * assume some of these too, such as those that `cdk bootstrap` makes.
 */
const PIPELINE_SESSION = /^plinth-[0-9a-f]{0,12}-\d+$/;
/** Calls of CloudFormation that change no resource: a change set does so only when it is executed. */
const HARMLESS = new Set([
  'CreateChangeSet',
  'DeleteChangeSet',
  'DetectStackDrift',
  'DetectStackResourceDrift',
]);

/** Whether a session is of a run of the pipeline, by its role and by its name. */
function isPipeline({
  arn,
  sessionContext,
}: z.output<typeof trailEventSchema>['userIdentity']): boolean {
  const [, inArn, session = ''] =
    /^arn:[\w-]+:sts::\d{12}:assumed-role\/([^/]+)\/(.+)$/.exec(arn ?? '') ??
    [];
  const role = sessionContext?.sessionIssuer.userName ?? inArn;
  return (
    role !== undefined &&
    role === inArn &&
    PIPELINE_ROLE.test(role) &&
    PIPELINE_SESSION.test(session)
  );
}

/** How deep EC2 puts the members of its requests: a list within a set within a request within the parameters, and so on. */
const MAX_DEPTH = 12;

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') {
    return value !== '' && value.length <= 2048 ? [value] : [];
  }
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.values(value).flatMap(item => textsIn(item, depth + 1));
}

/** What a call to CloudFormation names is its stack alone, whatever the values of its parameters. */
function namedBy(eventSource: string, requestParameters: unknown): string[] {
  if (eventSource === 'cloudformation.amazonaws.com') {
    const { stackName } =
      operationSchema.safeParse(requestParameters).data ?? {};
    return stackName === undefined ? [] : [stackName];
  }
  const inCluster = ecsServiceSchema.safeParse(requestParameters).data;
  const last = (name: string) => name.split('/').at(-1) ?? name;
  return [
    ...(inCluster && eventSource === 'ecs.amazonaws.com'
      ? [`${last(inCluster.cluster)}/${last(inCluster.service)}`]
      : []),
    ...textsIn(requestParameters),
  ];
}

/**
 * Reads a CloudTrail event as a change outside the pipeline; undefined when it changed nothing, or when CloudFormation,
 * another AWS service or the pipeline made the call.
 */
export function readOutOfBandCall(event: Event): OutOfBandCall | undefined {
  if (!event.EventId || !event.EventName || !event.EventTime) {
    return undefined;
  }
  let raw: unknown;
  try {
    raw = JSON.parse(event.CloudTrailEvent ?? '');
  } catch {
    return undefined;
  }
  const parsed = trailEventSchema.safeParse(raw);
  if (!parsed.success) {
    return undefined;
  }
  const detail = parsed.data;
  const identity = detail.userIdentity;
  const byService =
    identity.type === 'AWSService' ||
    // Only calls that a service makes have it: its name, or `AWS Internal`.
    identity.invokedBy !== undefined ||
    detail.sourceIPAddress?.endsWith('.amazonaws.com');
  if (
    String(detail.readOnly ?? event.ReadOnly) === 'true' ||
    detail.errorCode !== undefined ||
    HARMLESS.has(event.EventName) ||
    byService ||
    isPipeline(identity)
  ) {
    return undefined;
  }
  const eventSource = detail.eventSource || (event.EventSource ?? '');
  return {
    eventId: event.EventId,
    at: event.EventTime.toISOString(),
    eventName: event.EventName,
    eventSource,
    actor: identity.arn ?? identity.userName ?? event.Username ?? 'unknown',
    resources: [
      ...new Set([
        ...namedBy(eventSource, detail.requestParameters),
        ...(event.Resources ?? []).flatMap(r => r.ResourceName ?? []),
        ...detail.resources.flatMap(({ ARN }) => ARN || []),
      ]),
    ],
    clientToken: operationSchema.safeParse(detail.requestParameters).data
      ?.clientRequestToken,
    sourceIp: detail.sourceIPAddress,
    userAgent: detail.userAgent,
  };
}
