import { answersOf } from './answersOf';

const FILE = 'environments/claims-dev/environment.json';
const unit = 'environments/claims-dev';

describe('answersOf', () => {
  it('tells every value of a new unit', () => {
    const text = JSON.stringify(
      {
        name: 'claims-dev',
        monthlyBudget: 300,
        parameters: {
          cidr: '10.0.0.0/20',
          zones: ['a', 'b'],
          nested: { on: true },
        },
      },
      null,
      2,
    );
    const lines = text.split('\n').map(line => `+${line}`);
    expect(
      answersOf([
        {
          filename: FILE,
          patch: [`@@ -0,0 +1,${lines.length} @@`, ...lines].join('\n'),
        },
        { filename: `${unit}/stack.ts`, patch: '@@ -0,0 +1 @@\n+"a": "b"' },
      ]),
    ).toEqual([
      { unit, field: 'name', after: 'claims-dev' },
      { unit, field: 'monthlyBudget', after: '300' },
      { unit, field: 'parameters.cidr', after: '10.0.0.0/20' },
      { unit, field: 'parameters.zones', after: 'a, b' },
      { unit, field: 'parameters.nested.on', after: 'true' },
    ]);
  });

  it('tells both sides of what changes, and not what stays though its line moved', () => {
    const patch = [
      '@@ -3,6 +3,7 @@',
      '   "parameters": {',
      '-    "size": "db.t4g.small",',
      '+    "size": "db.t4g.\\"large\\"",',
      '     "zones": [',
      '-      "a"',
      '+      "a",',
      '+      "b"',
      '     ],',
      '-    "last": 1',
      '+    "last": 1,',
      '+    "added": false',
      '   }',
      '\\ No newline at end of file',
    ].join('\n');
    expect(answersOf([{ filename: FILE, patch }])).toEqual([
      {
        unit,
        field: 'parameters.size',
        before: 'db.t4g.small',
        after: 'db.t4g."large"',
      },
      { unit, field: 'parameters.zones', before: 'a', after: 'a, b' },
      { unit, field: 'parameters.added', after: 'false' },
    ]);
  });

  it('knows nothing of a file whose lines GitHub does not tell', () => {
    expect(answersOf([{ filename: FILE }])).toEqual([]);
  });
});
