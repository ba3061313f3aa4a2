import type { Output } from '../service/AwsService';
import type { TrailEvent } from './TrailStore';

/** An IAM user's name; of a role's session the session's name, as CloudTrail shows it. */
export function usernameOf({ principal }: TrailEvent): string {
  return principal.sessionName ?? principal.userName ?? principal.principalId;
}

/** `Event` of LookupEvents, with the whole record. */
export function trailEventView(event: TrailEvent): Output {
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

function recordOf(event: TrailEvent): Output {
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
