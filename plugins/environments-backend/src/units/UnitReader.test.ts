import type { UnitIdentity } from '@plinth/plugin-environments-common';
import type { InfrastructureRepository } from '@plinth/repository/github';
import { REPOSITORY } from '../__testUtils__/repository';
import { UnitReader } from './UnitReader';

const UNIT = {
  kind: 'tenant',
  name: 'acme',
  environment: 'claims-dev',
  blueprint: 'tenant',
  version: '1.0.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 50,
  parameters: { state: 'suspended' },
};
const IDENTITY = {
  entityRef: 'resource:default/acme',
  unit: 'tenants/acme',
} as UnitIdentity;

/** A reader of a protected branch with these files. */
function readerOf(files: Record<string, string>) {
  const main = {
    commit: 'a'.repeat(40),
    read: async (path: string) => files[path],
  };
  return new UnitReader({
    open: async () =>
      ({
        main: async () => main,
      }) as Partial<InfrastructureRepository> as InfrastructureRepository,
  });
}

describe('the reader of a unit', () => {
  it('tells what the protected branch says, and as of which commit', async () => {
    const { name, ...said } = UNIT;
    await expect(
      readerOf({ 'tenants/acme/tenant.json': JSON.stringify(UNIT) }).onMain(
        IDENTITY,
        REPOSITORY,
      ),
    ).resolves.toEqual({
      ...said,
      entityRef: `resource:default/${name}`,
      repository: REPOSITORY.fullName,
      path: 'tenants/acme',
      commit: 'a'.repeat(40),
    });
  });

  it.each([
    ['is not there', {}, 'There is no tenants/acme/tenant.json on main'],
    [
      'is no unit',
      { 'tenants/acme/tenant.json': '{' },
      'tenants/acme/tenant.json is no valid unit',
    ],
    [
      'is that of another',
      {
        'tenants/acme/tenant.json': JSON.stringify({ ...UNIT, name: 'globex' }),
      },
      'describes tenants/globex',
    ],
  ])('says what is wrong when the file %s', async (_, files, message) => {
    await expect(readerOf(files).onMain(IDENTITY, REPOSITORY)).rejects.toThrow(
      message,
    );
  });

  it('reads no repository that is not configured', async () => {
    await expect(
      readerOf({}).onMain({ ...IDENTITY, repository: 'x/y/z' }, undefined),
    ).rejects.toThrow(
      'resource:default/acme lives in x/y/z, which is not one of environments.repositories',
    );
  });
});
