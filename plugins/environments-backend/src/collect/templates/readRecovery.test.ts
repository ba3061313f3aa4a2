import { readRecovery } from './readRecovery';

const database = {
  name: 'database',
  event: 'zone',
  rpoMinutes: 0,
  rtoMinutes: 2,
  basis: 'A standby in another zone',
};

describe('the recovery that a template states', () => {
  it('is read from its metadata', () => {
    expect(
      readRecovery(
        JSON.stringify({ 'Plinth::Recovery': [database], Other: { a: 1 } }),
      ),
    ).toEqual([database]);
  });

  it.each([
    ['a template without metadata', undefined],
    ['metadata of others', '{"AWS::CloudFormation::Interface":{}}'],
    ['no JSON', 'Plinth::Recovery: []'],
    ['another shape', '{"Plinth::Recovery":"none"}'],
    [
      'an entry without numbers',
      JSON.stringify({
        'Plinth::Recovery': [{ ...database, rpoMinutes: '5' }],
      }),
    ],
    [
      'a negative time',
      JSON.stringify({ 'Plinth::Recovery': [{ ...database, rtoMinutes: -1 }] }),
    ],
  ])('is nothing for %s', (_, metadata) => {
    expect(readRecovery(metadata)).toEqual([]);
  });
});
