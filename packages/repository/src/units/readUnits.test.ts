import { findFolder, listUnits, readUnit, readUnits } from './readUnits';
import type { RepositoryFiles } from './RepositoryFiles';

const CLAIMS_DEV = {
  kind: 'environment',
  name: 'claims-dev',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 200,
  parameters: {},
};

const inMemory = (texts: Record<string, string>): RepositoryFiles => ({
  list: async folder =>
    Object.keys(texts).filter(path => path.startsWith(`${folder}/`)),
  read: async path => texts[path],
});

const files = inMemory({
  'app.ts': '',
  'environments/claims-dev/environment.json': JSON.stringify(CLAIMS_DEV),
  'environments/claims-dev/stack.ts': '',
  // Another unit's data: whoever trusted it would take one unit for the other
  'environments/moved/environment.json': JSON.stringify(CLAIMS_DEV),
  'environments/empty/stack.ts': '',
  'tenants/acme/tenant.json': '{',
  'tenants/globex/tenant.json': JSON.stringify({ ...CLAIMS_DEV, stage: 'x' }),
  'tenants/claims-dev/tenant.json': JSON.stringify(CLAIMS_DEV),
});

describe('the reader of units', () => {
  it('lists the folders that hold a data file', async () => {
    expect(await listUnits(files)).toEqual([
      'environments/claims-dev',
      'environments/moved',
      'tenants/acme',
      'tenants/claims-dev',
      'tenants/globex',
    ]);
  });

  it('parts the units that can be used from those that cannot, each with its file and its reason', async () => {
    const { units, broken } = await readUnits(files);
    expect(units).toEqual([
      { path: 'environments/claims-dev', unit: CLAIMS_DEV },
    ]);
    expect(
      Object.fromEntries(broken.map(({ path, message }) => [path, message])),
    ).toEqual({
      'environments/moved':
        'environment.json describes environments/claims-dev; name and kind must be those of the folder',
      'tenants/claims-dev':
        'tenant.json describes environments/claims-dev; name and kind must be those of the folder',
      'tenants/acme': expect.stringMatching(/^tenant\.json is no valid unit: /),
      'tenants/globex': expect.stringMatching(
        /^tenant\.json is no valid unit: .*stage: must be one of/,
      ),
    });
  });

  it('reads one unit, or says why there is none', async () => {
    await expect(readUnit(files, 'environments/claims-dev')).resolves.toEqual({
      path: 'environments/claims-dev',
      unit: CLAIMS_DEV,
    });
    await expect(readUnit(files, 'environments/nope')).resolves.toBeUndefined();
    await expect(readUnit(files, 'environments/moved')).rejects.toThrow(
      'environments/moved/environment.json describes environments/claims-dev',
    );
    await expect(readUnits(files, ['environments/empty'])).resolves.toEqual({
      units: [],
      broken: [
        {
          path: 'environments/empty',
          message: 'environment.json is missing; add it or remove the folder',
        },
      ],
    });
  });

  it('finds the folder that uses a name, whatever it holds', async () => {
    expect(await findFolder(files, 'empty')).toBe('environments/empty');
    expect(await findFolder(files, 'globex')).toBe('tenants/globex');
    expect(await findFolder(files, 'lobex')).toBeUndefined();
  });
});
