import { blueprintSchemas } from './blueprints/blueprintSchemas';
import { findBlueprint, registerBlueprints } from './registry';

describe('registerBlueprints', () => {
  const [application] = blueprintSchemas;
  const batch = {
    ...application,
    name: 'acme-batch',
    stackPackage: '@acme/blueprints',
  };
  const count = blueprintSchemas.length;
  afterEach(() => blueprintSchemas.splice(count));

  it('makes blueprints known once, however often they are loaded', () => {
    registerBlueprints(batch);
    registerBlueprints({ ...batch });
    expect(findBlueprint('acme-batch')).toBe(batch);
    expect(blueprintSchemas).toHaveLength(count + 1);
  });

  it('takes a newer version of one for the newest', () => {
    registerBlueprints(
      batch,
      { ...batch, version: '1.10.0' },
      { ...batch, version: '1.9.0' },
    );
    expect(findBlueprint('acme-batch')?.version).toBe('1.10.0');
  });

  it('refuses to replace one of another package', () => {
    expect(() => registerBlueprints({ ...batch, name: 'application' })).toThrow(
      'Blueprint application 1.0.0 of @acme/blueprints is one of @plinth/blueprints already; give it another name',
    );
    expect(findBlueprint('application', '1.0.0')).toBe(application);
  });
});
