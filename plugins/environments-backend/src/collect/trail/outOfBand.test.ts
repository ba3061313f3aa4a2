import { Event } from '@aws-sdk/client-cloudtrail';
import fc from 'fast-check';
import { ACCOUNT, REGION } from '../../__testUtils__/awsAnswers';
import { readOutOfBandCall } from './outOfBand';

/** A session as the pipeline calls it: after commit and run. */
const RUN = 'plinth-0123456789ab-4711';
const CDK_DEPLOY = `cdk-hnb659fds-deploy-role-${ACCOUNT}-${REGION}`;
const ID = '8c6f1d2e-0000-4000-8000-000000000001';

/** A session of a role, as `userIdentity` tells it. */
function session(role: string, name: string) {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLE',
        arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
        accountId: ACCOUNT,
        userName: role,
      },
      attributes: { mfaAuthenticated: 'true' },
    },
  };
}

/** PutBucketTagging of a person as LookupEvents gives it; what is given replaces parts of the record. */
function event(
  record: Record<string, unknown> = {},
  overrides: Partial<Event> = {},
): Event {
  return {
    EventId: ID,
    EventName: 'PutBucketTagging',
    EventSource: 's3.amazonaws.com',
    EventTime: new Date('2026-05-10T12:00:00Z'),
    ReadOnly: 'false',
    Username: 'operator',
    Resources: [{ ResourceType: 'AWS::S3::Bucket', ResourceName: 'claims' }],
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      userIdentity: session('Operator', 'operator@example.com'),
      eventTime: '2026-05-10T12:00:00Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'PutBucketTagging',
      awsRegion: REGION,
      sourceIPAddress: '203.0.113.7',
      userAgent: '[S3Console/0.4]',
      requestParameters: { bucketName: 'claims', tagging: '' },
      responseElements: null,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      ...record,
    }),
    ...overrides,
  };
}

describe('a call outside the pipeline', () => {
  it('tells who changed what, when, and from where', () => {
    expect(readOutOfBandCall(event())).toEqual({
      eventId: ID,
      at: '2026-05-10T12:00:00.000Z',
      eventName: 'PutBucketTagging',
      eventSource: 's3.amazonaws.com',
      actor: `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/operator@example.com`,
      resources: ['claims'],
      sourceIp: '203.0.113.7',
      userAgent: '[S3Console/0.4]',
    });
  });

  it.each<[string, object, string]>([
    [
      'an IAM user',
      {
        type: 'IAMUser',
        arn: `arn:aws:iam::${ACCOUNT}:user/operator`,
        userName: 'operator',
      },
      `arn:aws:iam::${ACCOUNT}:user/operator`,
    ],
    [
      'the root user',
      { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root` },
      `arn:aws:iam::${ACCOUNT}:root`,
    ],
    [
      "a person's session through IAM Identity Center",
      session('AWSReservedSSO_Admin_0123456789abcdef', 'operator@example.com'),
      `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/operator@example.com`,
    ],
    [
      'a federated user',
      {
        type: 'FederatedUser',
        arn: `arn:aws:sts::${ACCOUNT}:federated-user/operator`,
        sessionContext: {
          sessionIssuer: { type: 'IAMUser', userName: 'federator' },
        },
      },
      `arn:aws:sts::${ACCOUNT}:federated-user/operator`,
    ],
    [
      'a user of a web identity provider, who has no ARN',
      { type: 'WebIdentityUser', userName: 'operator.example.com' },
      'operator.example.com',
    ],
    [
      'a user of IAM Identity Center, of whom only the event knows a name',
      {
        type: 'IdentityCenterUser',
        onBehalfOf: { userId: 'user', identityStoreArn: 'arn' },
      },
      'operator',
    ],
    [
      'an account from elsewhere',
      { type: 'AWSAccount', accountId: '111122223333' },
      'operator',
    ],
    [
      "a workload's role",
      session('claims-worker', 'claims-worker'),
      `arn:aws:sts::${ACCOUNT}:assumed-role/claims-worker/claims-worker`,
    ],
    [
      "a person's role whose name begins like the pipeline's, in a session like a run",
      session('plinth-deployers', RUN),
      `arn:aws:sts::${ACCOUNT}:assumed-role/plinth-deployers/${RUN}`,
    ],
    [
      'a person who repairs stacks as the operator of the platform',
      session('plinth-operator', 'operator@example.com'),
      `arn:aws:sts::${ACCOUNT}:assumed-role/plinth-operator/operator@example.com`,
    ],
    [
      'an operator who names a session like a run',
      session('plinth-operator', RUN),
      `arn:aws:sts::${ACCOUNT}:assumed-role/plinth-operator/${RUN}`,
    ],
    [
      "a person who deploys with the CDK's command line, through its bootstrap",
      session(CDK_DEPLOY, 'aws-cdk-operator'),
      `arn:aws:sts::${ACCOUNT}:assumed-role/${CDK_DEPLOY}/aws-cdk-operator`,
    ],
    [
      "a person in the pipeline's role",
      session('plinth-deploy', 'operator@example.com'),
      `arn:aws:sts::${ACCOUNT}:assumed-role/plinth-deploy/operator@example.com`,
    ],
    [
      'whoever has the key of the portal, which only reads',
      session('plinth-read', 'backstage'),
      `arn:aws:sts::${ACCOUNT}:assumed-role/plinth-read/backstage`,
    ],
    [
      "CloudFormation's own role in the hands of a person",
      session(`cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`, RUN),
      `arn:aws:sts::${ACCOUNT}:assumed-role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}/${RUN}`,
    ],
    [
      'a session that only begins like one of a run',
      session('plinth-deploy', `${RUN}-by-hand`),
      `arn:aws:sts::${ACCOUNT}:assumed-role/plinth-deploy/${RUN}-by-hand`,
    ],
    [
      "a person who names a session after the pipeline's role",
      session('Operator', 'plinth-deploy'),
      `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/plinth-deploy`,
    ],
    [
      "a federated user whose federator's name begins like the pipeline's role",
      {
        type: 'FederatedUser',
        arn: `arn:aws:sts::${ACCOUNT}:federated-user/operator`,
        sessionContext: {
          sessionIssuer: { type: 'IAMUser', userName: 'plinth-fan' },
        },
      },
      `arn:aws:sts::${ACCOUNT}:federated-user/operator`,
    ],
    [
      "a user whose name begins like the pipeline's role",
      { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/plinth-fan` },
      `arn:aws:iam::${ACCOUNT}:user/plinth-fan`,
    ],
  ])('is one of %s', (_, userIdentity, actor) => {
    expect(readOutOfBandCall(event({ userIdentity }))?.actor).toBe(actor);
  });

  it('is of somebody unknown when nothing names anybody', () => {
    expect(
      readOutOfBandCall(event({ userIdentity: {} }, { Username: undefined }))
        ?.actor,
    ).toBe('unknown');
  });

  it.each<[string, Event]>([
    ['reads', event({ readOnly: true }, { ReadOnly: undefined })],
    ['reads, in words', event({ readOnly: 'true' })],
    [
      'reads, as only the event says',
      event({ readOnly: undefined }, { ReadOnly: 'true' }),
    ],
    ['was refused', event({ errorCode: 'AccessDenied' })],
    ['detects drift', event({}, { EventName: 'DetectStackDrift' })],
    [
      'prepares a change set, which changes nothing before it is executed',
      event(
        { eventSource: 'cloudformation.amazonaws.com' },
        { EventName: 'CreateChangeSet' },
      ),
    ],
    [
      'detects drift of a resource',
      event({}, { EventName: 'DetectStackResourceDrift' }),
    ],
    [
      'CloudFormation made for a person',
      event({
        userIdentity: {
          ...session('Operator', 'operator'),
          invokedBy: 'cloudformation.amazonaws.com',
        },
        sourceIPAddress: 'cloudformation.amazonaws.com',
      }),
    ],
    [
      'a service made by itself',
      event({
        userIdentity: {
          type: 'AWSService',
          invokedBy: 'autoscaling.amazonaws.com',
        },
      }),
    ],
    [
      'a service made that names no service',
      event({ userIdentity: { type: 'AWSService' } }),
    ],
    [
      'a service-linked role made',
      event({
        userIdentity: {
          ...session('AWSServiceRoleForAutoScaling', 'AutoScaling'),
          invokedBy: 'autoscaling.amazonaws.com',
        },
      }),
    ],
    [
      'a service made that does not say its name',
      event({
        userIdentity: {
          ...session('Operator', 'operator'),
          invokedBy: 'AWS Internal',
        },
        sourceIPAddress: 'AWS Internal',
      }),
    ],
    [
      'a service made, as only the address tells',
      event({ sourceIPAddress: 'elasticbeanstalk.amazonaws.com' }),
    ],
    [
      'the pipeline made',
      event({ userIdentity: session('plinth-deploy', RUN) }),
    ],
    [
      'the pipeline made in an account whose roles have a prefix of its own',
      event({ userIdentity: session('acme-platform-deploy', RUN) }),
    ],
    [
      "the pipeline made through a role of CDK's bootstrap",
      event({
        userIdentity: session(CDK_DEPLOY, RUN),
      }),
    ],
    [
      'the pipeline made, as only the ARN tells',
      event({
        userIdentity: {
          ...session('plinth-deploy', RUN),
          sessionContext: { sessionIssuer: null },
        },
      }),
    ],
    ['has no ID', event({}, { EventId: undefined })],
    ['has no name', event({}, { EventName: undefined })],
    ['has no time', event({}, { EventTime: undefined })],
    ['has no record', event({}, { CloudTrailEvent: undefined })],
    ['has a record that is no JSON', event({}, { CloudTrailEvent: '{' })],
    ['has a record that says nothing', event({}, { CloudTrailEvent: 'null' })],
    ['has a list for a record', event({}, { CloudTrailEvent: '[1]' })],
  ])('is none that %s', (_, call) => {
    expect(readOutOfBandCall(call)).toBeUndefined();
  });

  it('names resources by what the event lists and the parameters hold, each once', () => {
    const call = readOutOfBandCall(
      event(
        {
          requestParameters: {
            stackName: 'claims',
            roleArn: `arn:aws:iam::${ACCOUNT}:role/claims`,
            tags: [{ key: 'owner', value: 'claims' }],
            count: 3,
            force: true,
            nothing: null,
            body: 'x'.repeat(2049),
            a: { b: { c: { d: { e: { f: { g: 'deep enough' } } } } } },
          },
          resources: [
            { accountId: ACCOUNT, ARN: 'arn:aws:s3:::claims' },
            null,
            { type: 'AWS::S3::Object' },
          ],
        },
        { Resources: [{ ResourceName: 'listed' }, {}] },
      ),
    );
    expect(call?.resources).toEqual([
      'claims',
      `arn:aws:iam::${ACCOUNT}:role/claims`,
      'owner',
      'deep enough',
      'listed',
      'arn:aws:s3:::claims',
    ]);
    expect(
      readOutOfBandCall(
        event({ requestParameters: null }, { Resources: undefined }),
      )?.resources,
    ).toEqual([]);
  });

  it('names the stack alone in a call to CloudFormation, and keeps its token', () => {
    expect(
      readOutOfBandCall(
        event(
          {
            eventSource: 'cloudformation.amazonaws.com',
            requestParameters: {
              stackName: 'claims',
              clientRequestToken: 'exec-1',
              parameters: [{ parameterKey: 'Bucket', parameterValue: 'other' }],
            },
          },
          { EventName: 'UpdateStack', Resources: undefined },
        ),
      ),
    ).toMatchObject({ resources: ['claims'], clientToken: 'exec-1' });
  });

  it('names a service of ECS within its cluster', () => {
    const arn = (rest: string) => `arn:aws:ecs:${REGION}:${ACCOUNT}:${rest}`;
    const named = (cluster: string, service: string) =>
      readOutOfBandCall(
        event({
          eventSource: 'ecs.amazonaws.com',
          requestParameters: { cluster, service },
        }),
      )?.resources[0];
    expect(named('main', 'api')).toBe('main/api');
    expect(named(arn('cluster/main'), arn('service/main/api'))).toBe(
      'main/api',
    );
  });

  it.each([
    'errorCode',
    'readOnly',
    'eventSource',
    'sourceIPAddress',
    'userAgent',
    'resources',
    'requestParameters',
    'responseElements',
  ])('is an event still where %s is null', name => {
    expect(readOutOfBandCall(event({ [name]: null }))).toMatchObject({
      eventId: ID,
      actor: expect.stringContaining('operator@example.com'),
    });
  });

  it.each(['type', 'userName', 'invokedBy', 'sessionContext', 'accountId'])(
    'keeps its person where %s of the identity is null',
    name => {
      const userIdentity = {
        ...session('Operator', 'operator@example.com'),
        [name]: null,
      };
      expect(readOutOfBandCall(event({ userIdentity }))?.actor).toBe(
        `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/operator@example.com`,
      );
    },
  );

  it('takes the source from the event when the record names none', () => {
    expect(
      readOutOfBandCall(
        event({ eventSource: 7 }, { EventSource: 'iam.amazonaws.com' }),
      )?.eventSource,
    ).toBe('iam.amazonaws.com');
  });

  it('is read from anything without an error, and never told of the pipeline', () => {
    const record = fc.record(
      {
        userIdentity: fc.jsonValue(),
        eventSource: fc.jsonValue(),
        readOnly: fc.jsonValue(),
        requestParameters: fc.jsonValue(),
        sourceIPAddress: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(record, fc.jsonValue(), (parts, whole) => {
        readOutOfBandCall(
          event({}, { CloudTrailEvent: JSON.stringify(whole) }),
        );
        readOutOfBandCall(event(parts));
        expect(
          readOutOfBandCall(
            event({
              ...parts,
              userIdentity: session('plinth-deploy', RUN),
            }),
          ),
        ).toBeUndefined();
      }),
    );
  });
});
