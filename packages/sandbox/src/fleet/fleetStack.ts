import type { SynthesizedStack } from '@plinth/blueprints';
import { unitTags, type Unit } from '@plinth/blueprints/schema';

/** The resource that a fleet's changes update, and in which it drifts. */
export const BUCKET = 'Bucket';
/** The type of {@link BUCKET}. */
export const BUCKET_TYPE = 'AWS::S3::Bucket';

/**
 * A small stack in place of the one that the unit's blueprint makes, with its name, tags and provenance: thousands of them are laid
 * down in the time that a few of the blueprints take to be synthesized. An environment has a table, a tenant a key.
 */
export function fleetStack(unit: Unit): SynthesizedStack {
  const { kind, name, account, region } = unit;
  return {
    stackName: name,
    account,
    region,
    tags: unitTags(unit),
    // No construct makes it.
    constructs: {},
    template: {
      Description: `${kind} ${name}: blueprint ${unit.blueprint} ${unit.version}, stage ${unit.stage}`,
      Parameters: { PlinthProvenance: { Type: 'String', Default: 'none' } },
      Resources: {
        [BUCKET]: {
          Type: BUCKET_TYPE,
          Properties: {
            VersioningConfiguration: { Status: 'Enabled' },
            // What differs between two versions of a unit.
            Tags: [
              { Key: 'monthly-budget', Value: String(unit.monthlyBudget) },
              { Key: 'version', Value: unit.version },
              { Key: 'quota', Value: String(unit.parameters.storageQuotaGiB) },
            ],
          },
        },
        ...(kind === 'environment'
          ? {
              Table: {
                Type: 'AWS::DynamoDB::Table',
                Properties: {
                  AttributeDefinitions: [
                    { AttributeName: 'id', AttributeType: 'S' },
                  ],
                  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
                  BillingMode: 'PROVISIONED',
                  ProvisionedThroughput: {
                    ReadCapacityUnits: 100,
                    WriteCapacityUnits: 50,
                  },
                },
              },
            }
          : {
              Key: {
                Type: 'AWS::KMS::Key',
                Properties: {
                  KeyPolicy: { Version: '2012-10-17', Statement: [] },
                },
              },
            }),
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            AlarmName: `${name}-errors`,
            AlarmDescription: `Requests of ${name} fail`,
            Namespace: 'AWS/ApplicationELB',
            MetricName: 'HTTPCode_Target_5XX_Count',
            ComparisonOperator: 'GreaterThanThreshold',
            EvaluationPeriods: 1,
            Period: 300,
            Statistic: 'Sum',
            Threshold: 10,
          },
        },
      },
      Outputs: { PlinthProvenance: { Value: { Ref: 'PlinthProvenance' } } },
    },
  };
}
