import {
  parseRepair,
  readRepair,
  repairFileOf,
  serializeRepair,
} from './repair';

const PATH = 'environments/claims-prod';
const COMMIT = 'a'.repeat(40);
const STATEMENT = {
  reason: 'The console edit of last night is not needed any more',
  revert: { 'claims-prod-search': COMMIT, 'claims-prod': COMMIT },
};

describe('what is said of the repair of a unit', () => {
  it('is read as it was written, whatever the order of its stacks', async () => {
    const text = serializeRepair(STATEMENT);
    expect(parseRepair(PATH, text)).toEqual(STATEMENT);
    const { revert } = STATEMENT;
    const turned = Object.fromEntries(Object.entries(revert).reverse());
    expect(serializeRepair({ ...STATEMENT, revert: turned })).toBe(text);
    const read = async (path: string) =>
      path === repairFileOf(PATH) ? text : undefined;
    expect(await readRepair({ read }, PATH)).toEqual(STATEMENT);
    expect(await readRepair({ read }, 'tenants/acme')).toBeUndefined();
  });

  it.each([
    ['{', /repair\.json is no JSON/],
    [{ ...STATEMENT, reason: 'drift' }, /a sentence .*reason/],
    [{ ...STATEMENT, revert: {} }, /at least one stack/],
    [{ ...STATEMENT, revert: { 'claims-prod': 'main' } }, /40 hex digits/],
    [{ ...STATEMENT, revert: { '../x': COMMIT } }, /name of a stack|revert/],
    [{ ...STATEMENT, adopt: true }, /adopt/],
  ])('is refused where it breaks a rule: %j', (json, message) => {
    const text = typeof json === 'string' ? json : JSON.stringify(json);
    expect(() => parseRepair(PATH, text)).toThrow(message);
  });
});
