import { templateFaults } from './templateFaults';

const SOUND = {
  Resources: {
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: { KeyPolicy: { Version: '2012-10-17' } },
    },
    Alias: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: 'alias/claims', TargetKeyId: { Ref: 'Key' } },
    },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      DependsOn: ['Key'],
      Properties: {
        BucketName: { 'Fn::Sub': 'claims-${AWS::Region}' },
        Tags: [{ Key: 'plinth:unit', Value: 'environments/claims' }],
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] },
              },
            },
          ],
        },
      },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 3,
        Threshold: '0.5',
        ActionsEnabled: 'true',
        AlarmActions: [{ Ref: 'AWS::NoValue' }],
      },
    },
  },
};

type Place = readonly (string | number)[];

/** The sound template with another value at a place; undefined takes it away. */
function planted(place: Place, value: unknown) {
  const template = structuredClone(SOUND) as object;
  let node = template as Record<string | number, unknown>;
  for (const key of place.slice(0, -1)) {
    node = node[key] as Record<string | number, unknown>;
  }
  node[place.at(-1) as string] = value;
  return JSON.parse(JSON.stringify(template));
}

const bucket: Place = ['Resources', 'Bucket', 'Properties'];
const rule: Place = [
  ...bucket,
  'BucketEncryption',
  'ServerSideEncryptionConfiguration',
  0,
];
const alarm: Place = ['Resources', 'Alarm', 'Properties'];

describe('the check against what AWS publishes', () => {
  it('has nothing to say of a sound template', () => {
    expect(templateFaults(SOUND)).toEqual([]);
  });

  it.each<[string, Place, unknown, RegExp]>([
    [
      'a type that does not exist',
      ['Resources', 'Bucket', 'Type'],
      'AWS::S3::Pail',
      /Bucket: AWS::S3::Pail is no resource type/,
    ],
    [
      'a property that does not exist',
      [...bucket, 'Colour'],
      'red',
      /Bucket: Colour is no property/,
    ],
    [
      'one inside of another',
      [...rule, 'Colour'],
      'red',
      /ServerSideEncryptionConfiguration\[0\]: Colour is no property/,
    ],
    [
      'a required property that is missing',
      ['Resources', 'Alias', 'Properties', 'TargetKeyId'],
      undefined,
      /Alias: TargetKeyId is required/,
    ],
    [
      'one inside of another',
      [...rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm'],
      undefined,
      /ServerSideEncryptionByDefault: SSEAlgorithm is required/,
    ],
    [
      'a text for a number',
      [...alarm, 'EvaluationPeriods'],
      'often',
      /often is no integer/,
    ],
    [
      'a fraction for a whole number',
      [...alarm, 'EvaluationPeriods'],
      1.5,
      /1\.5 is no integer/,
    ],
    [
      'a text for a switch',
      [...rule, 'BucketKeyEnabled'],
      'yes',
      /neither true nor false/,
    ],
    [
      'an object for a text',
      [...bucket, 'BucketName'],
      { name: 'claims' },
      /BucketName: is no text/,
    ],
    [
      'an object for a list',
      [...bucket, 'Tags'],
      { Key: 'a' },
      /Tags: is no list/,
    ],
    [
      'a text for an object',
      [...bucket, 'BucketEncryption'],
      'aws:kms',
      /is no object/,
    ],
    [
      'a tag without a value',
      [...bucket, 'Tags', 0],
      { Key: 'a' },
      /Tags\[0\]: is no tag/,
    ],
    [
      'a value that is none of the allowed ones',
      [...rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm'],
      'rot13',
      /SSEAlgorithm: rot13 is none of /,
    ],
    [
      'it in a branch of a condition',
      [...rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm'],
      { 'Fn::If': ['Old', 'rot13', 'AES256'] },
      /SSEAlgorithm: rot13 is none of /,
    ],
    [
      'a reference to nothing',
      [...bucket, 'BucketName'],
      { Ref: 'Name' },
      /Bucket: refers to Name, which is not there/,
    ],
    [
      'an attribute that the type does not have',
      [...bucket, 'BucketName'],
      { 'Fn::GetAtt': ['Key', 'Colour'] },
      /AWS::KMS::Key has no attribute Colour/,
    ],
    [
      'a dependency on nothing',
      ['Resources', 'Bucket', 'DependsOn'],
      ['Lock'],
      /depends on Lock, which is not there/,
    ],
  ])('finds %s', (_, place, value, fault) => {
    expect(templateFaults(planted(place, value))).toEqual([
      expect.stringMatching(fault),
    ]);
  });
});
