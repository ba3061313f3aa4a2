import {
  parseDecommission,
  readDecommission,
  serializeDecommission,
  type DecommissionStatement,
} from './decommission';

const PATH = 'environments/claims-prod';
const EXPORTED: DecommissionStatement = {
  reason: 'Claims moved to the new platform',
  export: { to: 's3://archive/claims-prod', until: '2033-12-31' },
  liftTerminationProtection: true,
};

describe('what is said of the end of a unit', () => {
  it.each<[string, DecommissionStatement]>([
    ['an export', EXPORTED],
    [
      'a waiver',
      {
        reason: 'It was a trial of two weeks',
        dataWaiver: 'Jane Doe, owner of claims: it held test data',
      },
    ],
  ])('is read as it was written, with %s', async (_, statement) => {
    const text = serializeDecommission(statement);
    expect(parseDecommission(PATH, text)).toEqual(statement);
    const read = async (path: string) =>
      path === 'environments/claims-prod/decommission.json' ? text : undefined;
    const files = { read, list: async () => [] };
    expect(await readDecommission(files, PATH)).toEqual(statement);
    expect(await readDecommission(files, 'tenants/acme')).toBeUndefined();
  });

  it.each([
    ['{', /decommission\.json is no JSON/],
    [{ reason: EXPORTED.reason }, /export \(to, until\) or dataWaiver/],
    [{ ...EXPORTED, reason: 'old' }, /a sentence .*reason/],
    [
      { ...EXPORTED, export: { to: 's3://archive', until: 'soon' } },
      /2030-12-31.*export\.until/,
    ],
    [{ ...EXPORTED, protection: 'off' }, /protection/],
  ])(
    'is refused where it says too little, or what nobody knows: %j',
    (json, message) => {
      const text = typeof json === 'string' ? json : JSON.stringify(json);
      expect(() => parseDecommission(PATH, text)).toThrow(message);
    },
  );
});
