import { foreignOwner, isNameOfUnit } from './stackOwner';

const unit = { kind: 'environment', name: 'claims' } as const;
const own = {
  'plinth:unit': 'environments/claims',
  'plinth:entity': 'resource:default/claims',
};

describe('foreignOwner', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['the unit', own, /^its own$/],
    [
      'the unit, without its entity',
      { 'plinth:unit': own['plinth:unit'] },
      /^its own$/,
    ],
    ['nobody', {}, /no tag plinth:unit/],
    ['another tool', { project: 'payroll' }, /no tag plinth:unit/],
    ['an empty tag', { ...own, 'plinth:unit': '' }, /no tag plinth:unit/],
    [
      'another unit',
      { ...own, 'plinth:unit': 'environments/other' },
      /of environments\/other/,
    ],
    [
      'a tenant of the same name',
      { ...own, 'plinth:unit': 'tenants/claims' },
      /of tenants\/claims/,
    ],
    [
      'an entity of another catalog',
      { ...own, 'plinth:entity': 'resource:other/claims' },
      /of resource:other\/claims/,
    ],
  ])('knows a stack of %s', (_, tags, expected) => {
    const reason = foreignOwner(tags, unit);
    expect(reason ?? 'its own').toMatch(expected);
  });
});

describe('isNameOfUnit', () => {
  it.each([
    ['claims', true],
    ['claims-dr', true],
    ['claimsdr', false],
    ['other', false],
    ['other-claims', false],
  ])('%s: %s', (name, expected) => {
    expect(isNameOfUnit(name, unit)).toBe(expected);
  });
});
