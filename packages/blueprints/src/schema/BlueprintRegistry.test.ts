import fc from 'fast-check';
import { compare, prerelease } from 'semver';
import type { BlueprintSchema } from './blueprint';
import { BlueprintRegistry } from './BlueprintRegistry';
import { blueprintSchemas } from './blueprints/blueprintSchemas';

const [application] = blueprintSchemas;

const batch = (version: string, name = 'acme-batch'): BlueprintSchema => ({
  ...application,
  name,
  version,
  stackPackage: '@acme/blueprints',
});
const versionsOf = (registry: BlueprintRegistry, name: string) =>
  registry
    .all()
    .filter(schema => schema.name === name)
    .map(({ version }) => version);

describe('BlueprintRegistry', () => {
  it('knows the platform’s blueprints from the start, each by its version', () => {
    const registry = new BlueprintRegistry();
    expect(new Set(registry.all())).toEqual(new Set(blueprintSchemas));
    for (const schema of blueprintSchemas) {
      expect(registry.find(schema.name, schema.version)).toBe(schema);
    }
    expect(registry.newest('application')?.version).toBe('1.1.0');
  });

  it('knows nothing of what was not added, nor of what another one was told', () => {
    const registry = new BlueprintRegistry();
    new BlueprintRegistry().add(batch('1.0.0'));
    expect(registry.find('acme-batch', '1.0.0')).toBeUndefined();
    expect(registry.newest('acme-batch')).toBeUndefined();
    expect(registry.find('application', '9.9.9')).toBeUndefined();
    expect(new BlueprintRegistry([]).all()).toEqual([]);
  });

  it('orders versions as numbers, and takes no pre-release for newest while there is a release', () => {
    const registry = new BlueprintRegistry();
    registry.add(batch('2.0.0-rc.10'), batch('2.0.0-rc.9'));
    expect(registry.newest('acme-batch')?.version).toBe('2.0.0-rc.10');
    registry.add(batch('1.10.0'), batch('1.9.0'));
    expect(versionsOf(registry, 'acme-batch')).toEqual([
      '1.9.0',
      '1.10.0',
      '2.0.0-rc.9',
      '2.0.0-rc.10',
    ]);
    expect(registry.newest('acme-batch')?.version).toBe('1.10.0');
    registry.add(batch('2.0.0'));
    expect(registry.newest('acme-batch')?.version).toBe('2.0.0');
  });

  it('tells what comes after a version, and nothing of one that it does not know', () => {
    const registry = new BlueprintRegistry();
    registry.add(batch('1.10.0'), batch('1.9.0'), batch('2.0.0-rc.1'));
    const after = (version: string) =>
      registry.newerThan('acme-batch', version)?.map(each => each.version);
    expect(after('1.9.0')).toEqual(['1.10.0', '2.0.0-rc.1']);
    expect(after('2.0.0-rc.1')).toEqual([]);
    expect(after('1.8.0')).toBeUndefined();
    expect(registry.newerThan('acme-batches', '1.9.0')).toBeUndefined();
  });

  it('answers the same in whatever order, and at however many times, blueprints are added', () => {
    const part = fc.nat({ max: 30 });
    const version = fc
      .tuple(part, part, part, fc.option(part))
      .map(
        ([major, minor, patch, candidate]) =>
          `${major}.${minor}.${patch}${candidate === null ? '' : `-rc.${candidate}`}`,
      );
    const name = fc.constantFrom('acme-batch', 'acme', 'zoo', 'application-x');
    const schemas = fc.uniqueArray(
      fc.tuple(name, version).map(([n, v]) => batch(v, n)),
      { selector: schema => `${schema.name} ${schema.version}`, minLength: 1 },
    );
    fc.assert(
      fc.property(
        schemas.chain(all =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray(all, { minLength: all.length }),
            fc.nat({ max: all.length }),
          ),
        ),
        ([all, shuffled, split]) => {
          const registry = new BlueprintRegistry();
          registry.add(...all);
          const other = new BlueprintRegistry(shuffled.slice(0, split));
          other.add(...blueprintSchemas);
          other.add(...shuffled.slice(split));
          expect(other.all()).toEqual(registry.all());
          for (const schema of all) {
            expect(other.find(schema.name, schema.version)).toBe(schema);
            const rivals = all.filter(each => each.name === schema.name);
            const newest = other.newest(schema.name)!;
            expect(registry.newest(schema.name)).toBe(newest);
            for (const { version: rival } of rivals) {
              const passedOver =
                prerelease(rival) !== null && !prerelease(newest.version);
              expect(passedOver || compare(rival, newest.version) <= 0).toBe(
                true,
              );
              expect(prerelease(newest.version) && !prerelease(rival)).not.toBe(
                true,
              );
            }
          }
        },
      ),
    );
  });

  it('refuses a version twice, by whomever, and then adds none of the others', () => {
    const registry = new BlueprintRegistry();
    expect(() =>
      registry.add(batch('1.0.0'), batch('1.0.0', 'application')),
    ).toThrow(
      'Blueprint application 1.0.0 is registered twice, by @plinth/blueprints and by @acme/blueprints; give one of them another name or version',
    );
    expect(registry.newest('acme-batch')).toBeUndefined();
    expect(registry.find('application', '1.0.0')).toBe(application);
    expect(() => registry.add(batch('1.0.0'), batch('1.0.0'))).toThrow(
      'acme-batch 1.0.0 is registered twice',
    );
  });

  it.each(['1.0', 'v1.0.0', '1.0.0+build', '^1.0.0', '01.0.0', ''])(
    'refuses %j, which no unit could pin',
    version => {
      expect(() => new BlueprintRegistry().add(batch(version))).toThrow(
        /its version must be a semantic one, such as 1\.0\.0/,
      );
    },
  );
});
