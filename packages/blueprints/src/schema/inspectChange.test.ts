import { BlueprintRegistry } from './BlueprintRegistry';
import { inspectChange } from './inspectChange';
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
