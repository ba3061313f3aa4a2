import { tokenize, Token } from './tokenize';
import { Value } from './value';

/** A parsed expression. */
export type Expression =
  | { kind: 'literal'; value: Value }
  | { kind: 'context'; name: string }
  | { kind: 'index'; of: Expression; key: Expression }
  | { kind: 'every'; of: Expression }
  | { kind: 'call'; name: string; arguments: Expression[] }
  | { kind: 'not'; of: Expression }
  | {
      kind: 'binary';
      operator: string;
      left: Expression;
      right: Expression;
    };

const WORDS = new Map<string, Value>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', NaN],
  ['Infinity', Infinity],
]);

// From weakest to strongest; all of them associate to the left.
const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>=']];

/** The functions that an expression calls, in lower case. */
export function calledFunctions(expression: Expression): Set<string> {
  switch (expression.kind) {
    case 'call':
      return new Set([
        expression.name,
        ...expression.arguments.flatMap(each => [...calledFunctions(each)]),
      ]);
    case 'index':
      return new Set([
        ...calledFunctions(expression.of),
        ...calledFunctions(expression.key),
      ]);
    case 'binary':
      return new Set([
        ...calledFunctions(expression.left),
        ...calledFunctions(expression.right),
      ]);
    case 'not':
    case 'every':
      return calledFunctions(expression.of);
    default:
      return new Set();
  }
}

class ExpressionParser {
  readonly #source: string;
  readonly #tokens: Token[];
  #next = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  whole(): Expression {
    const expression = this.#binary(0);
    if (this.#token.kind !== 'end') {
      this.#fail();
    }
    return expression;
  }

  #binary(level: number): Expression {
    if (level === LEVELS.length) {
      return this.#unary();
    }
    let left = this.#binary(level + 1);
    while (
      this.#token.kind === 'symbol' &&
      LEVELS[level].includes(this.#token.value)
    ) {
      const operator = this.#take().value as string;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
    return left;
  }

  #unary(): Expression {
    if (this.#accept('!')) {
      return { kind: 'not', of: this.#unary() };
    }
    let expression = this.#primary();
    for (;;) {
      if (this.#accept('.')) {
        expression = this.#accept('*')
          ? { kind: 'every', of: expression }
          : {
              kind: 'index',
              of: expression,
              key: { kind: 'literal', value: this.#name() },
            };
      } else if (this.#accept('[')) {
        expression = this.#accept('*')
          ? { kind: 'every', of: expression }
          : { kind: 'index', of: expression, key: this.#binary(0) };
        this.#expect(']');
      } else {
        return expression;
      }
    }
  }

  #primary(): Expression {
    const token = this.#token;
    if (token.kind === 'number' || token.kind === 'string') {
      this.#take();
      return { kind: 'literal', value: token.value };
    }
    if (this.#accept('(')) {
      const inner = this.#binary(0);
      this.#expect(')');
      return inner;
    }
    const name = this.#name();
    const word = WORDS.get(name);
    if (word !== undefined) {
      return { kind: 'literal', value: word };
    }
    if (!this.#accept('(')) {
      return { kind: 'context', name: name.toLowerCase() };
    }
    const given: Expression[] = [];
    if (!this.#accept(')')) {
      do {
        given.push(this.#binary(0));
      } while (this.#accept(','));
      this.#expect(')');
    }
    return { kind: 'call', name: name.toLowerCase(), arguments: given };
  }

  get #token(): Token {
    return this.#tokens[this.#next];
  }

  #take(): Token {
    return this.#tokens[this.#next++];
  }

  #accept(symbol: string): boolean {
    const token = this.#token;
    if (token.kind !== 'symbol' || token.value !== symbol) {
      return false;
    }
    this.#next++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) {
      this.#fail(`; expected "${symbol}"`);
    }
  }

  #name(): string {
    const token = this.#token;
    if (token.kind !== 'name') {
      return this.#fail();
    }
    this.#take();
    return token.value;
  }

  #fail(hint = ''): never {
    const { kind, value, at } = this.#token;
    const what = kind === 'end' ? 'end' : JSON.stringify(value);
    throw new Error(
      `Unexpected ${what} at position ${at + 1} of the expression: ${this.#source}${hint}`,
    );
  }
}

/** Parses what stands between `${{` and `}}`; throws `Error` that names the place where it fails. */
export function parseExpression(source: string): Expression {
  const parser = new ExpressionParser(source);
  return parser.whole();
}
