import type { Unit } from '@plinth/blueprints/schema';
import fc from 'fast-check';
import { differences, editedUnit, editUnitText } from './editUnit';

const UNIT: Unit = {
  kind: 'environment',
  name: 'claims-dev',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 200,
  parameters: { cidr: '10.0.0.0/16', databaseClass: 'db.t4g.small' },
};

/** As people left it: keys in an order of their own, one line with two values, no end of line at the end. */
const TEXT = `{
    "name": "claims-dev", "kind": "environment",
    "monthlyBudget": 200,
    "parameters": {
        "databaseClass": "db.t4g.small",
        "cidr": "10.0.0.0/16"
    },
    "blueprint": "application", "version": "1.0.0",
    "owner": "group:default/platform",
    "region": "us-east-1", "account": "111122223333", "stage": "dev"
}`;

describe('the edit of a unit', () => {
  it('writes what differs and nothing else', () => {
    const after = editedUnit(UNIT, {
      monthlyBudget: 300,
      parameters: { databaseClass: 'db.t4g.medium' },
    });
    expect(editUnitText(TEXT, UNIT, after)).toBe(
      TEXT.replace('200', '300').replace('db.t4g.small', 'db.t4g.medium'),
    );
    expect(editUnitText(TEXT, UNIT, UNIT)).toBe(TEXT);
  });

  it('takes an object for no list, and the order of keys for no difference', () => {
    const holding = (value: unknown) =>
      editedUnit(UNIT, { parameters: { extra: value } });
    const fields = (before: unknown, after: unknown) =>
      differences(holding(before), holding(after)).map(({ field }) => field);
    expect(fields({}, [])).toEqual(['parameters.extra']);
    expect(fields({ a: 1 }, [['a', 1]])).toEqual(['parameters.extra']);
    expect(fields([1, 2], [2, 1])).toEqual(['parameters.extra']);
    expect(
      fields({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }),
    ).toEqual([]);
  });

  it('adds parameters, and takes out those that are null, indented as the file is', () => {
    const after = editedUnit(UNIT, {
      parameters: { databaseClass: null, natGateways: 'per-zone' },
    });
    expect(after.parameters).toEqual({
      cidr: '10.0.0.0/16',
      natGateways: 'per-zone',
    });
    expect(editUnitText(TEXT, UNIT, after)).toContain(`"parameters": {
        "cidr": "10.0.0.0/16",
        "natGateways": "per-zone"
    },`);
    const tabs = TEXT.replaceAll('    ', '\t').replaceAll('\n', '\r\n');
    expect(editUnitText(tabs, UNIT, after)).toContain(
      '\t\t"cidr": "10.0.0.0/16",\r\n\t\t"natGateways": "per-zone"\r\n',
    );
  });

  it('tells the values of both sides by the name of the field', () => {
    const after = editedUnit(UNIT, {
      version: '1.1.0',
      monthlyBudget: 200,
      parameters: { cidr: null, privateEndpoints: ['kms'] },
    });
    expect(differences(UNIT, after)).toEqual([
      { field: 'version', before: '1.0.0', after: '1.1.0' },
      { field: 'parameters.cidr', before: '10.0.0.0/16', after: undefined },
      {
        field: 'parameters.privateEndpoints',
        before: undefined,
        after: ['kms'],
      },
    ]);
  });

  it('gives the edited unit back when the text is read again, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter(name => name !== '__proto__'),
          fc.jsonValue(),
        ),
        fc.integer({ min: 1, max: 1_000_000 }),
        (parameters, monthlyBudget) => {
          const after = editedUnit(UNIT, { parameters, monthlyBudget });
          expect(JSON.parse(editUnitText(TEXT, UNIT, after))).toEqual(
            JSON.parse(JSON.stringify(after)),
          );
        },
      ),
    );
  });
});
