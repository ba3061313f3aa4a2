import {
  dataFileOf,
  environmentPathOf,
  isUnitPath,
  unitPathOf,
  unitPathsOf,
} from './layout';
import type { Unit } from '@plinth/blueprints/schema';

describe('the layout of the repository', () => {
  it.each([
    ['environments/claims-dev/stack.ts', 'environments/claims-dev'],
    ['tenants/acme/lib/deep/a.ts', 'tenants/acme'],
    ['environments/shared.ts', undefined],
    ['environments', undefined],
    ['governance/phase.yaml', undefined],
    ['docs/environments/claims-dev/a.md', undefined],
    // What every object has is no folder of units
    ['constructor/a/b', undefined],
  ])('puts %s into the unit %s', (file, unit) => {
    expect(unitPathOf(file)).toBe(unit);
  });

  it('names each unit of changed files once, sorted', () => {
    expect(
      unitPathsOf([
        'tenants/acme/tenant.json',
        'app.ts',
        'environments/claims-dev/stack.ts',
        'tenants/acme/stack.ts',
      ]),
    ).toEqual(['environments/claims-dev', 'tenants/acme']);
  });

  it('tells the path of a unit from others', () => {
    expect(
      [
        'environments/claims-dev',
        'tenants/acme',
        'environments/',
        'environments/claims-dev/',
        'environments/../secrets',
        'tenants/acme/tenant.json',
        'other/acme',
        '',
      ].filter(isUnitPath),
    ).toEqual(['environments/claims-dev', 'tenants/acme']);
  });

  it('knows the file that describes a unit, and the environment of a tenant', () => {
    expect(dataFileOf('environments/claims-dev')).toBe(
      'environments/claims-dev/environment.json',
    );
    expect(dataFileOf('tenants/acme')).toBe('tenants/acme/tenant.json');
    expect(() => dataFileOf('docs/acme')).toThrow(
      'docs/acme is no path of a unit',
    );
    const tenant = { kind: 'tenant', environment: 'claims-dev' } as Unit;
    expect(environmentPathOf(tenant)).toBe('environments/claims-dev');
    expect(
      environmentPathOf({ ...tenant, kind: 'environment' } as Unit),
    ).toBeUndefined();
  });
});
