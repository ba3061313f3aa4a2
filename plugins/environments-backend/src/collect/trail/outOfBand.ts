import { Event } from '@aws-sdk/client-cloudtrail';
import { z } from 'zod';

/** A call that changed something, made by a person or a program other than the pipeline. */
export interface OutOfBandCall {
  eventId: string;
  at: string;
  eventName: string;
  eventSource: string;
  actor: string;
  /** Names, IDs and ARNs that the call names; one of them may be a resource of a stack. */
  resources: string[];
  sourceIp?: string;
  userAgent?: string;
}

const trailEventSchema = z.object({
  readOnly: z.union([z.boolean(), z.string()]).optional(),
  errorCode: z.string().optional(),
  eventSource: z.string().catch(''),
  sourceIPAddress: z.string().optional(),
  userAgent: z.string().optional(),
  userIdentity: z
    .object({
      type: z.string().optional(),
      arn: z.string().optional(),
      userName: z.string().optional(),
      invokedBy: z.string().optional(),
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
});

/** Roles that runs get by their tokens, and those of CDK's bootstrap that they go on to. */
const PIPELINE_ROLE =
  /^(?:[a-z][a-z0-9-]{1,20}-(?:plan|deploy)|cdk-[a-z0-9]+-(?:deploy|file-publishing|image-publishing|lookup)-role-\d{12}-[a-z0-9-]+)$/;
/**
 * What the pipeline calls its sessions: after the commit and the run. The role alone does not tell, since people may
 * assume some of these too, such as those that `cdk bootstrap` makes.
 */
const PIPELINE_SESSION = /^plinth-[0-9a-f]{0,12}-\d+$/;
/** Calls of CloudFormation that change no resource. */
const HARMLESS = new Set(['DetectStackDrift', 'DetectStackResourceDrift']);

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

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') {
    return value.length <= 1024 ? [value] : [];
  }
  if (depth > 4 || typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.values(value).flatMap(item => textsIn(item, depth + 1));
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
  return {
    eventId: event.EventId,
    at: event.EventTime.toISOString(),
    eventName: event.EventName,
    eventSource: detail.eventSource || (event.EventSource ?? ''),
    actor: identity.arn ?? identity.userName ?? event.Username ?? 'unknown',
    resources: [
      ...new Set([
        ...(event.Resources ?? []).flatMap(r => r.ResourceName ?? []),
        ...textsIn(detail.requestParameters),
      ]),
    ],
    sourceIp: detail.sourceIPAddress,
    userAgent: detail.userAgent,
  };
}
