import { AwsAccess } from './AwsAccess';

describe('AwsAccess', () => {
  it('asks in the partition of its accounts, unless a region is named', () => {
    const access = new AwsAccess({
      credentials: { getCredentialProvider: jest.fn() },
      endpoint: undefined,
      region: 'us-gov-west-1',
    });
    expect(access.options('111122223333').region).toBe('us-gov-west-1');
    expect(access.options('111122223333', 'us-gov-east-1').region).toBe(
      'us-gov-east-1',
    );
  });
});
