import type { SandboxClock } from '../../clock';
import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import { Input } from '../service/Input';
import { page } from '../service/page';
import type { TrailEvent, TrailStore } from './TrailStore';

/** Lookups a second that CloudTrail allows in an account and region. */
const LOOKUPS_PER_SECOND = 2;

const ATTRIBUTES: Record<
  string,
  ((event: TrailEvent, value: string) => boolean) | undefined
> = {
  EventId: (event, value) => event.id === value,
  EventName: (event, value) => event.eventName === value,
  EventSource: (event, value) => event.eventSource === value,
  ReadOnly: (event, value) => String(event.readOnly) === value,
  Username: (event, value) => usernameOf(event) === value,
  AccessKeyId: (event, value) => event.principal.accessKeyId === value,
  ResourceType: (event, value) =>
    event.resources.some(resource => resource.type === value),
  ResourceName: (event, value) =>
    event.resources.some(resource => resource.name === value),
};

/** CloudTrail's event history: LookupEvents over every call made to the sandbox, at two lookups a second. */
export class CloudTrailService implements AwsService {
  readonly signingName = 'cloudtrail';
  readonly protocol = 'json1.1';
  readonly targetPrefix = 'CloudTrail_20131101';
  readonly #clock: SandboxClock;
  readonly #trail: TrailStore;
  readonly #lookups = new Map<string, number[]>();

  constructor(options: { clock: SandboxClock; trail: TrailStore }) {
    this.#clock = options.clock;
    this.#trail = options.trail;
  }

  async handle(call: AwsCall): Promise<Record<string, unknown>> {
    if (call.operation !== 'LookupEvents') {
      throw unsupportedOperation(call);
    }
    this.#limit(call);
    const input = new Input(call, 'InvalidParameterException');
    input.refuse('EventCategory');
    const from = input.moment('StartTime')?.toISOString() ?? '';
    const to = input.moment('EndTime')?.toISOString() ?? '9999';
    if (from > to) {
      throw new AwsError(
        'InvalidTimeRangeException',
        'The start time must be before the end time.',
      );
    }
    const attribute = attributeOf(input);
    const { items, nextToken } = page(
      this.#trail
        .list(call)
        .filter(
          event =>
            event.time >= from && event.time <= to && attribute.matches(event),
        ),
      {
        token: input.optionalText('NextToken'),
        limit: input.number('MaxResults', { default: 50, min: 1, max: 50 }),
        question: [call.account, call.region, from, to, attribute.asked],
      },
    );
    return { Events: items.map(described), NextToken: nextToken };
  }

  /** History is written in no time, so a stopped clock lifts the limit. */
  #limit(call: AwsCall): void {
    if (this.#clock.frozen) {
      return;
    }
    const now = this.#clock.millis();
    const place = `${call.account}/${call.region}`;
    const recent = (this.#lookups.get(place) ?? []).filter(
      at => at > now - 1000,
    );
    if (recent.length >= LOOKUPS_PER_SECOND) {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    }
    this.#lookups.set(place, [...recent, now]);
  }
}

function attributeOf(input: Input) {
  const attributes = input.structures('LookupAttributes');
  if (attributes.length > 1) {
    throw new AwsError(
      'InvalidLookupAttributesException',
      'You can specify only one lookup attribute.',
    );
  }
  const [asked] = attributes;
  if (!asked) {
    return { asked, matches: () => true };
  }
  const test = ATTRIBUTES[String(asked.AttributeKey)];
  if (!test) {
    throw new AwsError(
      'InvalidLookupAttributesException',
      `${asked.AttributeKey} is not a lookup attribute.`,
    );
  }
  return {
    asked,
    matches: (event: TrailEvent) => test(event, String(asked.AttributeValue)),
  };
}

/** An IAM user's name; of a role's session the session's name, as CloudTrail shows it. */
function usernameOf({ principal }: TrailEvent): string {
  return principal.sessionName ?? principal.userName ?? principal.principalId;
}

function described(event: TrailEvent): Record<string, unknown> {
  return {
    EventId: event.id,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly),
    AccessKeyId: event.principal.accessKeyId,
    EventTime: new Date(Math.floor(Date.parse(event.time) / 1000) * 1000),
    EventSource: event.eventSource,
    Username: usernameOf(event),
    Resources: event.resources.map(resource => ({
      ResourceType: resource.type,
      ResourceName: resource.name,
    })),
    CloudTrailEvent: JSON.stringify(recordOf(event)),
  };
}

function recordOf(event: TrailEvent): Record<string, unknown> {
  const { principal } = event;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: principal.type,
      principalId: principal.principalId,
      arn: principal.arn,
      accountId: principal.account,
      accessKeyId: principal.accessKeyId,
      userName: principal.userName,
      sessionContext: principal.roleArn
        ? {
            sessionIssuer: {
              type: 'Role',
              arn: principal.roleArn,
              accountId: principal.account,
              principalId: principal.principalId.split(':')[0],
              userName: principal.roleArn.split('/').pop(),
            },
          }
        : undefined,
    },
    eventTime: event.time.replace(/\.\d+Z$/, 'Z'),
    eventSource: event.eventSource,
    eventName: event.eventName,
    awsRegion: event.region,
    sourceIPAddress: event.sourceIp,
    userAgent: event.userAgent,
    errorCode: event.errorCode,
    errorMessage: event.errorMessage,
    requestParameters: event.requestParameters,
    responseElements: event.responseElements ?? null,
    requestID: event.requestId,
    eventID: event.id,
    readOnly: event.readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: event.account,
    eventCategory: 'Management',
    sessionCredentialFromConsole: principal.console ? 'true' : undefined,
  };
}
