import { synthesizeUnit } from '@plinth/blueprints';
import { blueprintSchemas, type Unit } from '@plinth/blueprints/schema';
import { ACCOUNT, REGION } from '../../__testUtils__/awsAnswers';
import {
  arn,
  FORMS,
  HELD,
  iam,
  OTHER_ACCOUNT,
  QUEUE,
  UUID,
} from '../../__testUtils__/resourceForms';
import { stackReading } from '../../__testUtils__/stackReading';
import type { OwnedResource } from '../../store';
import { readOutOfBandCall } from './outOfBand';
import { ResourceIndex } from './ResourceIndex';

function owned(
  resourceType: string,
  physicalId: string,
  unit = 'claims',
): OwnedResource {
  return {
    resourceType,
    physicalId,
    logicalId: resourceType,
    stack: stackReading(unit),
  };
}

/** What a call to a service finds among resources. */
function find(
  resources: OwnedResource[],
  service: string,
  requestParameters: unknown,
  rest: object = {},
): string[] {
  const call = readOutOfBandCall({
    EventId: '1',
    EventName: 'Change',
    EventTime: new Date('2026-05-10T12:00:00Z'),
    CloudTrailEvent: JSON.stringify({
      eventSource: `${service}.amazonaws.com`,
      requestParameters,
      ...rest,
    }),
  });
  const index = new ResourceIndex(resources, { account: ACCOUNT });
  return call ? index.find(call).map(({ physicalId }) => physicalId) : [];
}

describe('the resource that a call changed', () => {
  it.each(
    FORMS.flatMap(([type, id, service, ...calls]) =>
      calls.map(call => [type, id, service, call] as const),
    ),
  )('is the %s %s in a call to %s with %j', (type, id, service, parameters) => {
    expect(find([owned(type, id)], service, parameters)).toEqual([id]);
  });

  it('is found in a call for every type that the blueprints use, itself or by what holds it', () => {
    const used = blueprintSchemas.flatMap(schema =>
      schema.stages.slice(-1).flatMap(stage =>
        Object.values(schema.sizes).flatMap(parameters => {
          const unit = {
            kind: schema.kind,
            name: 'claims',
            blueprint: schema.name,
            version: schema.version,
            stage,
            account: stage === 'shared' ? '123456789012' : ACCOUNT,
            region: REGION,
            owner: 'group:default/claims',
            monthlyBudget: 1000,
            parameters: { ...schema.example(stage), ...parameters },
            ...(schema.kind === 'tenant' && { environment: 'claims-dev' }),
          } as Unit;
          return synthesizeUnit(unit).flatMap(({ template }) =>
            Object.values(template.Resources ?? {}).map(({ Type }) => Type),
          );
        }),
      ),
    );
    const told = new Set(FORMS.map(([type]) => type));
    const missing = [...new Set(used)].filter(
      type => !told.has(type) && !Object.hasOwn(HELD, type),
    );
    expect(missing).toEqual([]);
    expect(Object.values(HELD).filter(type => type && !told.has(type))).toEqual(
      [],
    );
  });

  it('is told by the list of resources of the event, too', () => {
    expect(
      find([owned('AWS::KMS::Key', UUID)], 'kms', null, {
        resources: [
          {
            accountId: ACCOUNT,
            type: 'AWS::KMS::Key',
            ARN: arn('kms', `key/${UUID}`),
          },
        ],
      }),
    ).toEqual([UUID]);
  });

  it('is found by its ARN in calls to any service', () => {
    expect(
      find([owned('AWS::DynamoDB::Table', 'claims')], 'tagging', {
        resourceARNList: [arn('dynamodb', 'table/claims')],
      }),
    ).toEqual(['claims']);
  });

  it.each<[string, OwnedResource, string, unknown]>([
    [
      "another service's resource of the same name",
      owned('AWS::ECS::Cluster', 'claims'),
      'sns',
      { name: 'claims' },
    ],
    [
      "another account's resource of the same name",
      owned('AWS::IAM::Role', 'claims-worker'),
      'iam',
      { roleArn: iam('role/claims-worker', OTHER_ACCOUNT) },
    ],
    [
      "another account's queue of the same name",
      owned('AWS::SQS::Queue', QUEUE),
      'sqs',
      {
        queueUrl: `https://sqs.${REGION}.amazonaws.com/${OTHER_ACCOUNT}/claims`,
      },
    ],
    [
      'one whose name differs in case where that matters',
      owned('AWS::Logs::LogGroup', '/claims/Api'),
      'logs',
      { logGroupName: '/claims/api' },
    ],
    [
      "another cluster's service of the same name",
      owned('AWS::ECS::Service', arn('ecs', 'service/claims/api')),
      'ecs',
      { cluster: 'billing', service: 'api' },
    ],
  ])('is not %s', (_, resource, service, parameters) => {
    expect(find([resource], service, parameters)).toEqual([]);
  });

  it('is what was changed in a zone or cluster, and each where units are several', () => {
    const zone = owned('AWS::Route53::HostedZone', 'Z1', 'zone');
    const record = owned('AWS::Route53::RecordSet', 'api.example.com');
    expect(
      find([zone, record], 'route53', {
        hostedZoneId: 'Z1',
        changeBatch: {
          changes: [{ resourceRecordSet: { name: 'api.example.com.' } }],
        },
      }),
    ).toEqual(['api.example.com']);
    expect(
      find(
        [
          owned('AWS::CloudWatch::Alarm', 'a', 'billing'),
          owned('AWS::CloudWatch::Alarm', 'b'),
          owned('AWS::CloudWatch::Alarm', 'c'),
        ],
        'monitoring',
        { alarmNames: ['c', 'b', 'a'] },
      ),
    ).toEqual(['c', 'a']);
  });
});
