import { runReference } from '../testing/runReference';
import { evaluate } from './evaluate';
import { Dictionary, toText, Value } from './value';

const contexts: Dictionary = {
  github: {
    ref: 'refs/heads/main',
    event_name: 'push',
    event: {
      number: 7,
      labels: [{ name: 'Bug' }, { name: 'plan' }, { colour: 'red' }],
      commits: [],
      head: { nested: { deep: 'yes' } },
    },
  },
  env: { EMPTY: '', COUNT: '3', Stage: 'dev' },
  matrix: { version: 22, list: [1, 'two', null, true] },
};

const EXPRESSIONS = [
  // Literals
  'null',
  'true',
  '-9.2',
  '0xff',
  '-2.99e-2',
  `'it''s'`,
  'NaN',
  'Infinity',
  // Access
  'github.ref',
  `github['event']['number']`,
  'github.Event.NUMBER',
  'github.absent.deeper',
  'github.event.labels[0].name',
  'github.event.labels[9].name',
  'github.event.labels.*.name',
  'github.event.labels[*].name',
  'github.event.head.*.deep',
  'github.event.commits.*.id',
  'matrix.list[1]',
  `matrix['ver' ]`,
  // Comparison
  `'Main' == 'main'`,
  `1 == '1'`,
  `1 == '1x'`,
  `null == 0`,
  `null == ''`,
  `true == '1'`,
  `true == 'true'`,
  `false == ''`,
  `'' == 0`,
  'NaN == NaN',
  'NaN != NaN',
  'github.event == github.event',
  'github.event == matrix',
  `'a' < 'B'`,
  `'10' < 9`,
  '1 <= 1',
  '2 >= 3',
  'null < 1',
  'true > false',
  `'abc' > 1`,
  'matrix > 1',
  // Logic
  '!github.absent',
  `!''`,
  '!0',
  `env.EMPTY || 'fallback'`,
  `env.Stage && 'given'`,
  `false && 'never' || 'else'`,
  `true && 1 == 2 || 3`,
  `(true || false) && 'both'`,
  '!(1 == 2)',
  '!!matrix',
  '1 < 2 == true',
  // Functions
  `contains('Hello world', 'LLO')`,
  `contains(github.event.labels.*.name, 'bug')`,
  `contains(matrix.list, 'three')`,
  `contains(123, 2)`,
  `startsWith(github.ref, 'REFS/heads/')`,
  `startsWith(matrix, 'a')`,
  `endsWith('abc', 'BC')`,
  `format('{0} of {1}: {{0}}', env.Stage, 12)`,
  `format('{0}', null)`,
  `join(matrix.list, '-')`,
  `join(github.event.labels.*.name)`,
  `join('one')`,
  `toJSON(github.event.labels)`,
  `toJSON('a"b')`,
  `fromJSON('{"a":[1,2]}').a[1]`,
  `fromJSON('true')`,
  `fromJSON(env.COUNT) == 3`,
  `format('{0} {1}', 1.50, 1e3)`,
  `format('{0}{1}', true, matrix)`,
];

const INVALID = [
  '1 +',
  'github.',
  `'open`,
  '(1',
  'a b',
  '1 = 1',
  'unknownName.x',
  'unknownFunction()',
  'contains(1)',
  `format('{1}', 1)`,
  '"double"',
  'github.ref }',
];

const REFERENCE = `
import { Parser, Lexer, Evaluator, data } from '@actions/expressions';
import { text } from 'node:stream/consumers';
const { contexts, expressions } = JSON.parse(await text(process.stdin));
const scope = JSON.parse(JSON.stringify(contexts), data.reviver);
const plain = value => JSON.parse(JSON.stringify(value, data.replacer));
const results = expressions.map(expression => {
  try {
    const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), []).parse();
    const value = new Evaluator(tree, scope).evaluate();
    return { json: plain(value) ?? null, text: value.primitive ? value.coerceString() : '' };
  } catch (error) {
    return { error: true };
  }
});
console.log(JSON.stringify(results));
`;

function ours(expression: string) {
  try {
    const value: Value = evaluate(expression, { contexts });
    const isPrimitive = typeof value !== 'object' || value === null;
    return {
      json: JSON.parse(JSON.stringify(value)) as unknown,
      text: isPrimitive ? toText(value) : '',
    };
  } catch {
    return { error: true };
  }
}

describe('evaluate', () => {
  it("answers what GitHub's own library answers", () => {
    const expressions = [...EXPRESSIONS, ...INVALID];
    const reference = runReference<unknown[]>(REFERENCE, {
      contexts,
      expressions,
    });
    const table = (results: unknown[]) =>
      expressions.map((expression, index) => ({
        expression,
        result: results[index],
      }));
    expect(table(expressions.map(ours))).toEqual(table(reference));
    expect(table(reference).slice(0, EXPRESSIONS.length)).not.toContainEqual(
      expect.objectContaining({ result: { error: true } }),
    );
  });

  it('names what it does not know', () => {
    expect(() => evaluate('secret.TOKEN', { contexts })).toThrow(
      'Unknown name "secret" in an expression; known here: github, env, matrix',
    );
    expect(() => evaluate('hash(1)', { contexts })).toThrow(
      'Unknown function "hash"',
    );
    expect(() => evaluate('github.ref ==', { contexts })).toThrow(
      'Unexpected end at position 14 of the expression: github.ref ==',
    );
  });
});
