import { CannotTell } from '../Check';
import { accountsKeptOut, isOpenToAll } from './queuePolicy';

const DEV = '111122223333';
const SERVICE = { Service: 'events.amazonaws.com' };

const policyOf = (change: object) =>
  JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: SERVICE,
      Action: 'sqs:SendMessage',
      ...change,
    },
  });
const keptOut = (change: object) => accountsKeptOut(policyOf(change), [DEV]);

describe('accountsKeptOut', () => {
  it.each([
    {},
    { Action: ['sqs:GetQueueUrl', 'SQS:SendMessage'] },
    { Condition: { StringEquals: { 'aws:SourceAccount': [DEV, '1'] } } },
    {
      Condition: {
        ArnLike: { 'aws:SourceArn': `arn:aws:events:*:${DEV}:rule/*` },
      },
    },
  ])('takes events by %j', change => {
    expect(keptOut(change)).toEqual([]);
  });

  it.each([
    { Principal: { Service: 's3.amazonaws.com' } },
    { Action: 'sqs:ReceiveMessage' },
    { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } },
    {
      Condition: {
        ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/x' },
      },
    },
  ])('takes none by %j', change => {
    expect(keptOut(change)).toEqual([DEV]);
  });

  it('takes none without a policy', () => {
    expect(accountsKeptOut(undefined, [DEV])).toEqual([DEV]);
  });

  it.each<[boolean, object]>([
    [true, {}],
    [true, { Principal: '*' }],
    [true, { Principal: { AWS: '*' }, Condition: {} }],
    [false, { Condition: { StringEquals: { 'aws:SourceAccount': DEV } } }],
    [false, { Action: 'sqs:ReceiveMessage' }],
  ])('tells whether it takes events of everybody: %s of %j', (open, change) => {
    expect(isOpenToAll(policyOf(change))).toBe(open);
  });

  it.each([
    { StringEquals: { 'aws:SourceOrgID': 'o-1' } },
    { StringNotEquals: { 'aws:SourceAccount': DEV } },
    { ArnNotLike: { 'aws:SourceArn': `arn:aws:events:*:${DEV}:rule/*` } },
    { Null: { 'aws:SourceArn': 'true' } },
    // For this operator the stars are stars.
    { StringEquals: { 'aws:SourceArn': `arn:aws:events:*:${DEV}:rule/*` } },
  ])('does not call good what another condition decides: %j', Condition => {
    expect(() => keptOut({ Condition })).toThrow(CannotTell);
  });
});
