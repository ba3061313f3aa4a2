import { takesStackEvents } from './takesStackEvents';

const place = { account: '111122223333', region: 'us-east-1' };
const source = ['aws.cloudformation'];

describe('takesStackEvents', () => {
  it.each<[boolean | undefined, object | undefined]>([
    [true, { source }],
    [
      true,
      {
        source,
        'detail-type': [
          'CloudFormation Stack Status Change',
          'CloudFormation Resource Status Change',
        ],
      },
    ],
    [true, { account: [place.account] }],
    [false, undefined],
    [false, { source: ['aws.s3'] }],
    [false, { source, region: ['eu-west-1'] }],
    [
      false,
      { source, 'detail-type': ['CloudFormation Resource Status Change'] },
    ],
    [
      undefined,
      {
        source,
        detail: { 'status-details': { status: ['DELETE_COMPLETE'] } },
      },
    ],
    [undefined, { source: [{ prefix: 'aws.' }] }],
  ])('says %s of %j', (expected, pattern) => {
    expect(takesStackEvents(pattern && JSON.stringify(pattern), place)).toBe(
      expected,
    );
  });
});
