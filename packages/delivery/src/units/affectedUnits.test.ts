import fc from 'fast-check';
import { affectedUnits, type UnitReference } from './affectedUnits';

const units: UnitReference[] = [
  { path: 'environments/claims-dev' },
  { path: 'environments/claims-staging' },
  { path: 'tenants/acme', environment: 'claims-staging' },
  { path: 'tenants/globex', environment: 'claims-dev' },
];
const all = units.map(({ path }) => path);
const reach = (...changed: string[]) =>
  affectedUnits({ changed, before: units, after: units }).units.map(
    ({ path }) => path,
  );

describe('affectedUnits', () => {
  it.each([
    ['a tenant alone', 'tenants/acme/tenant.json', ['tenants/acme']],
    [
      'an environment and its tenants',
      'environments/claims-staging/stack.ts',
      ['environments/claims-staging', 'tenants/acme'],
    ],
    ['all, by the app', 'app.ts', all],
    ['all, by a dependency', 'package-lock.json', all],
    ['all, by the governance file', 'governance/phase.yaml', all],
    ['all, by shared code', 'lib/naming.ts', all],
    ['none, by prose', 'README.md', []],
    ['none, by a freeze', 'governance/freezes/year-end.json', []],
    ['all, by code beside freezes', 'governance/freezes/lib/a.ts', all],
    ['none, by a workflow', '.github/workflows/plan.yml', []],
    ['all, by a file beside the units', 'environments/shared.ts', all],
  ])('reaches %s', (_, file, expected) => {
    expect(reach(file)).toEqual(expected);
  });

  it('tells removed units from affected ones', () => {
    const after = units.filter(({ path }) => path !== 'tenants/acme');
    expect(
      affectedUnits({
        changed: ['tenants/acme/tenant.json'],
        before: units,
        after,
      }),
    ).toEqual({
      units: [],
      removed: ['tenants/acme'],
    });
  });

  it('never shrinks when more files change, and does not depend on their order', () => {
    const file = fc.constantFrom(
      'app.ts',
      'README.md',
      'tenants/acme/stack.ts',
      'environments/claims-dev/x',
      'lib/a.ts',
    );
    fc.assert(
      fc.property(fc.array(file), fc.array(file), (some, more) => {
        const small = reach(...some);
        expect(reach(...some, ...more)).toEqual(expect.arrayContaining(small));
        expect(
          affectedUnits({
            changed: [...some].reverse(),
            before: units,
            after: units,
          }),
        ).toEqual(
          affectedUnits({ changed: some, before: units, after: units }),
        );
      }),
    );
  });
});
