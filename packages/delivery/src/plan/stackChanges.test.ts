import type { Template } from '../synth/Assembly';
import { stackChanges } from './resourceChanges';

const PLACE = {
  stackName: 'claims',
  account: '111122223333',
  region: 'us-east-1',
};
const changes = (
  before: Template,
  after: Template,
  parameters: Record<string, string> = {},
) =>
  stackChanges(
    { ...PLACE, template: after },
    { template: before, parameters },
  ).map(({ logicalId, action }) => `${action} ${logicalId}`);

const table = (over: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: { TableName: 'claims' },
  ...over,
});
const named = (TableName: unknown) =>
  table({ Properties: { TableName } }) as ReturnType<typeof table>;

describe('changes behind conditions, mappings and parameters', () => {
  const behind = (enabled: string, over: object = {}): Template => ({
    Conditions: { Wanted: { 'Fn::Equals': [enabled, 'yes'] } },
    Resources: { Table: table({ Condition: 'Wanted', ...over }) },
  });

  it('sees the table that a flipped condition deletes, leaves behind or makes', () => {
    expect(changes(behind('yes'), behind('no'))).toEqual(['Remove Table']);
    expect(
      changes(behind('yes', { DeletionPolicy: 'Retain' }), behind('no')),
    ).toEqual(['Orphan Table']);
    expect(changes(behind('no'), behind('yes'))).toEqual(['Add Table']);
    expect(changes(behind('no'), behind('never'))).toEqual([]);
  });

  it('sees it through conditions of conditions, and both branches of a value', () => {
    const template = (stage: string): Template => ({
      Conditions: {
        Production: { 'Fn::Equals': [stage, 'production'] },
        Small: { 'Fn::Not': [{ Condition: 'Production' }] },
      },
      Resources: {
        Table: named({ 'Fn::If': ['Small', 'claims-small', 'claims'] }),
      },
    });
    expect(changes(template('production'), template('dev'))).toEqual([
      'Replace Table',
    ]);
    expect(changes(template('dev'), template('staging'))).toEqual([]);
  });

  it('sees the table that a mapping names anew', () => {
    const template = (name: string, key: unknown = 'dev'): Template => ({
      Parameters: { Key: { Type: 'AWS::SSM::Parameter::Value<String>' } },
      Mappings: { Names: { dev: { Table: name } } },
      Resources: {
        Table: named({ 'Fn::FindInMap': ['Names', key, 'Table'] }),
      },
    });
    expect(changes(template('a'), template('b'))).toEqual(['Replace Table']);
    expect(changes(template('a'), template('a'))).toEqual([]);
    const later = { Ref: 'Key' };
    expect(changes(template('a', later), template('b', later))).toEqual([
      'Replace Table',
    ]);
  });

  it('knows that a deployment keeps the values that parameters have, and gives new ones their default', () => {
    const template = (Default: string): Template => ({
      Parameters: { Name: { Type: 'String', Default } },
      Resources: { Table: named({ 'Fn::Sub': 'table-${Name}' }) },
    });
    expect(changes(template('a'), template('b'), { Name: 'a' })).toEqual([]);
    const fixed: Template = { Resources: { Table: named('table-a') } };
    expect(changes(fixed, template('b'))).toEqual(['Replace Table']);
    expect(changes(fixed, template('a'))).toEqual([]);
  });

  it.each([
    ['AWS::AccountId', '111122223333'],
    ['AWS::StackName', 'claims'],
    ['AWS::Region', 'us-east-1'],
    ['AWS::Partition', 'aws'],
  ])('knows what %s is', (name, value) => {
    const here = (than: string): Template => ({
      Conditions: { Here: { 'Fn::Equals': [{ Ref: name }, than] } },
      Resources: { Table: table({ Condition: 'Here' }) },
    });
    expect(changes(here(value), here('other'))).toEqual(['Remove Table']);
    const mapped = (own: string, foreign: string): Template => ({
      Mappings: { Of: { [value]: { name: own }, other: { name: foreign } } },
      Resources: {
        Table: named({ 'Fn::FindInMap': ['Of', { Ref: name }, 'name'] }),
      },
    });
    expect(changes(mapped('a', 'b'), mapped('z', 'b'))).toEqual([
      'Replace Table',
    ]);
    expect(changes(mapped('a', 'b'), mapped('a', 'z'))).toEqual([]);
  });

  it('says that a resource may be replaced when a condition changes that only a deployment can tell', () => {
    const template = (than: string): Template => ({
      Parameters: { Mode: { Type: 'AWS::SSM::Parameter::Value<String>' } },
      Conditions: {
        Inner: { 'Fn::Equals': [{ Ref: 'Mode' }, than] },
        Outer: { 'Fn::Not': [{ Condition: 'Inner' }] },
      },
      Resources: { Table: table({ Condition: 'Outer' }) },
    });
    expect(changes(template('a'), template('b'))).toEqual(['MayReplace Table']);
    expect(changes(template('a'), template('a'))).toEqual([]);
  });

  it('follows replacements through what it resolved', () => {
    const template = (name: string): Template => ({
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } },
        S: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            TopicArn: { 'Fn::If': ['Yes', { Ref: 'Topic' }, 'none'] },
          },
        },
      },
      Conditions: { Yes: { 'Fn::Equals': ['1', '1'] } },
    });
    expect(changes(template('a'), template('b'))).toEqual([
      'Replace S',
      'Replace Topic',
    ]);
  });

  it('never shows a change for what the deployment sets itself, or for a secret', () => {
    const template = (Default: string): Template => ({
      Parameters: {
        PlinthProvenance: { Type: 'String', Default },
        Password: { Type: 'String', NoEcho: true, Default },
      },
      Resources: {
        P: {
          Type: 'AWS::SSM::Parameter',
          Properties: {
            Type: 'String',
            Value: { 'Fn::Sub': '${PlinthProvenance} ${Password}' },
          },
        },
      },
    });
    expect(
      changes(template('none'), template('none'), {
        PlinthProvenance: '{"commit":"abc"}',
        Password: '****',
      }),
    ).toEqual([]);
  });
});

describe('what CloudFormation keeps in another form', () => {
  const topic = (Properties: Record<string, unknown>): Template => ({
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties } },
  });

  it('is no change: text outside ASCII comes back as question marks', () => {
    const ours = topic({ DisplayName: 'Zürich – 🏔' });
    const theirs = topic({ DisplayName: 'Z?rich ? ?' });
    expect(changes(theirs, ours)).toEqual([]);
    expect(changes(theirs, topic({ DisplayName: 'Zurich – 🏔' }))).toEqual([
      'Modify Topic',
    ]);
  });

  it('is no change: numbers and switches are text, however deep', () => {
    const queue = (one: unknown, yes: unknown): Template => ({
      Resources: {
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            DelaySeconds: one,
            RedrivePolicy: { maxReceiveCount: one, on: yes },
          },
        },
      },
    });
    expect(changes(queue('1', 'true'), queue(1, true))).toEqual([]);
    expect(changes(queue('1', 'true'), queue(2, true))).toEqual([
      'Modify Queue',
    ]);
  });

  it('is no change: the order of tags and of lists that are sets, and of those alone', () => {
    const of = (
      type: string,
      property: string,
      items: unknown[],
    ): Template => ({
      Resources: { R: { Type: type, Properties: { [property]: items } } },
    });
    const a = { Key: 'a', Value: '1' };
    const b = { Key: 'b', Value: '2' };
    const role = ['AWS::IAM::Role', 'ManagedPolicyArns'] as const;
    expect(
      changes(
        of('AWS::SNS::Topic', 'Tags', [a, b]),
        of('AWS::SNS::Topic', 'Tags', [b, a]),
      ),
    ).toEqual([]);
    expect(changes(of(...role, ['x', 'y']), of(...role, ['y', 'x']))).toEqual(
      [],
    );
    expect(changes(of(...role, ['x', 'y']), of(...role, ['y', 'z']))).toEqual([
      'Modify R',
    ]);
    const layers = ['AWS::Lambda::Function', 'Layers'] as const;
    expect(
      changes(of(...layers, ['x', 'y']), of(...layers, ['y', 'x'])),
    ).toEqual(['Modify R']);
  });
});
