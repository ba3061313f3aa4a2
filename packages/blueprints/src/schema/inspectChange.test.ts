import { BlueprintRegistry } from './BlueprintRegistry';
import { inspectChange, inspectRefusedChange } from './inspectChange';
import type { Unit } from './unit';

const registry = new BlueprintRegistry();

function environment(parameters: object = {}, version = '1.0.0'): Unit {
  return {
    kind: 'environment',
    name: 'claims-staging',
    blueprint: 'application',
    version,
    stage: 'staging',
    account: '444455556666',
    region: 'us-east-1',
    owner: 'group:default/platform',
    monthlyBudget: 500,
    parameters: { cidr: '10.20.0.0/16', ...parameters },
  };
}

const tenant = (parameters: object): Unit => ({
  ...environment(),
  kind: 'tenant',
  environment: 'claims-staging',
  blueprint: 'tenant',
  version: '1.0.0',
  parameters: { ...parameters },
});

const told = (before: Unit, after: Unit) =>
  inspectChange(before, after, registry).map(
    ({ parameter, message }) => `${parameter}: ${message}`,
  );

describe('the change of a deployed unit', () => {
  it.each<[string, Unit, Unit]>([
    ['nothing', environment(), environment()],
    [
      'another size',
      environment(),
      environment({ databaseClass: 'db.m6g.xlarge' }),
    ],
    [
      'more storage',
      environment({ databaseStorageGiB: 100 }),
      environment({ databaseStorageGiB: 200 }),
    ],
    [
      'a default written out',
      environment(),
      environment({ databaseStorageGiB: 100 }),
    ],
    [
      'a DR region where there was none, with a network',
      environment(),
      environment({ drRegion: 'us-west-2', drCidr: '10.30.0.0/16' }),
    ],
    ['a version', environment(), environment({}, '1.1.0')],
    [
      'what the version added, at once',
      environment(),
      environment({ logSearch: 'opensearch' }, '1.1.0'),
    ],
    [
      'a newer PostgreSQL, versions between left out',
      environment({ databaseVersion: '15' }),
      environment({ databaseVersion: '17' }),
    ],
    ['suspension', tenant({}), tenant({ state: 'suspended' })],
  ])('may be %s', (_, before, after) => {
    expect(told(before, after)).toEqual([]);
  });

  it.each<[string, Unit, Unit, RegExp]>([
    [
      'its network',
      environment(),
      environment({ cidr: '10.21.0.0/16' }),
      /^parameters\.cidr: cannot change from "10\.20\.0\.0\/16" to "10\.21\.0\.0\/16": the network would be replaced.*; create an environment of another name/,
    ],
    [
      'less storage, be it the default',
      environment({ databaseStorageGiB: 200 }),
      environment(),
      /^parameters\.databaseStorageGiB: cannot change from 200 to 100: AWS makes no storage smaller/,
    ],
    [
      'the network of a DR region that is there',
      environment({ drRegion: 'us-west-2' }),
      environment({ drRegion: 'us-west-2', drCidr: '10.30.0.0/16' }),
      /^parameters\.drCidr: cannot change from undefined/,
    ],
    [
      'an older PostgreSQL',
      environment({ databaseVersion: '16' }),
      environment({ databaseVersion: '15' }),
      /^parameters\.databaseVersion: .* RDS upgrades PostgreSQL to a newer major version only.*restore the snapshot/,
    ],
    [
      'a newer PostgreSQL with a standby in another region',
      environment({ databaseVersion: '16', drRegion: 'us-west-2' }),
      environment({ databaseVersion: '17', drRegion: 'us-west-2' }),
      /^parameters\.databaseVersion: .*no standby in another region along with it; to go up with a standby, have it removed first \(runbook database-upgrade\)/,
    ],
    [
      'its account',
      environment(),
      { ...environment(), account: '111122223333' },
      /^account: cannot change .*; create a unit of another name/,
    ],
    [
      "a tenant's environment",
      tenant({}),
      { ...tenant({}), environment: 'other' } as Unit,
      /^environment: cannot change from "claims-staging" to "other"/,
    ],
    [
      "a tenant's isolation, told once",
      tenant({}),
      tenant({ isolation: 'prefix' }),
      /^parameters\.isolation: .*; create a tenant of another name/,
    ],
    [
      "a tenant's offboarding without suspension",
      tenant({}),
      tenant({ state: 'offboarded', offboardedOn: '2026-01-31' }),
      /^parameters\.state: cannot go from active to offboarded/,
    ],
  ])('may not be %s', (_, before, after, reason) => {
    expect(told(before, after)).toEqual([expect.stringMatching(reason)]);
  });
});

describe('the change that AWS refuses', () => {
  const refused = (before: object, after: object) =>
    inspectRefusedChange(environment(before), environment(after), registry).map(
      ({ parameter }) => parameter,
    );

  it('is told apart from one that would only lose something, which a pull request by hand may make', () => {
    expect(
      refused(
        { databaseVersion: '17', databaseStorageGiB: 200 },
        { databaseVersion: '16', cidr: '10.21.0.0/16' },
      ),
    ).toEqual(['parameters.databaseVersion', 'parameters.databaseStorageGiB']);
    expect(
      refused({ databaseVersion: '16' }, { databaseVersion: '18' }),
    ).toEqual([]);
    expect(
      refused(
        { databaseVersion: '16', drRegion: 'us-west-2' },
        { databaseVersion: '18', drRegion: 'us-west-2', drDatabase: 'copies' },
      ),
    ).toEqual(['parameters.databaseVersion']);
  });
});
