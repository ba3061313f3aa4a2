import { hideSecrets } from './hideSecrets';

const difference = (path: string, expected?: string, actual?: string) =>
  hideSecrets({ path, type: 'NOT_EQUAL', expected, actual });

describe('hideSecrets', () => {
  it.each([
    ['/MasterUserPassword', 'before', 'after'],
    ['/AuthToken', 'before', 'after'],
    ['/Environment/Variables/LOG_LEVEL', 'info', 'debug'],
    ['/ContainerDefinitions/0/Environment/3/Value', 'before', 'after'],
    ['/UserData', 'before', 'after'],
    ['/SecretString', 'before', 'after'],
    ['/Description', 'safe', 'key AKIAIOSFODNN7EXAMPLE'],
    ['/Description', 'postgres://app:hunter2@db.example.com/x', 'safe'],
    [
      '/Description',
      '{{resolve:secretsmanager:db:SecretString:key}}',
      'what the store holds',
    ],
    ['/Options/0', '{{resolve:ssm-secure:/db/login:1}}', 'hunter2'],
    ['/Tags', `[${'"a",'.repeat(6_000)}{"Password":"x"}]`, undefined],
    ['/LoginProfile', '{"Password":"x"}', '{"Password": "y"}'],
    ['/Properties', undefined, '{"Environment":{"Variables":{"A":"b"}}}'],
  ])('tells of %s that it differs, and not how', (path, expected, actual) => {
    const { type, path: shown, ...values } = difference(path, expected, actual);
    expect({ type, shown }).toEqual({ type: 'NOT_EQUAL', shown: path });
    const left = Object.values(values).filter(
      value => value !== undefined && value !== '(hidden)' && value !== 'safe',
    );
    expect(left).toEqual([]);
    expect(Object.values(values)).toContain('(hidden)');
  });

  it.each([
    ['/VersioningConfiguration/Status', 'Enabled', 'Suspended'],
    ['/Tags/0', undefined, '{"Key":"by-hand","Value":"yes"}'],
    [
      '/SecretArn',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:a',
      undefined,
    ],
    ['/SecurityGroupIngress/0/CidrIp', '10.0.0.0/8', '0.0.0.0/0'],
    ['/Endpoint', 'https://example.com/a:b', undefined],
  ])('shows how %s differs', (path, expected, actual) => {
    expect(difference(path, expected, actual)).toEqual({
      path,
      type: 'NOT_EQUAL',
      expected,
      actual,
    });
  });
});
