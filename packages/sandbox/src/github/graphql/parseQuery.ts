import { GitHubError } from '../GitHubError';

/** A value in a query: variables are filled in already; enum names are texts. */
export type Argument = string | number | boolean | null | Argument[];

/** A field that a query selects. */
export interface Field {
  readonly alias: string;
  readonly name: string;
  readonly args: Readonly<Record<string, Argument>>;
  readonly fields: readonly Field[];
}

/**
 * Reads the part of GraphQL that clients of the sandbox send: one query with variables, arguments and aliases.
 * Fragments, directives, mutations and objects as arguments are refused by name.
 */
export function parseQuery(
  text: string,
  variables: Readonly<Record<string, unknown>>,
): readonly Field[] {
  const tokens =
    text
      .replace(/#[^\n]*/g, '')
      .match(
        /"(?:[^"\\\n]|\\.)*"|\.\.\.|[_A-Za-z]\w*|-?\d+(?:\.\d+)?|[{}()[\]:!$=@|&]/g,
      ) ?? [];
  let at = 0;
  const peek = () => tokens[at];
  const next = () => {
    const token = tokens[at];
    if (token === undefined) {
      throw unsupported('the query ends too early');
    }
    at += 1;
    return token;
  };
  const expect = (wanted: string) => {
    const token = next();
    if (token !== wanted) {
      throw unsupported(`"${wanted}" is expected where "${token}" stands`);
    }
  };

  function value(): Argument {
    const token = next();
    if (token === '$') {
      return argument(variables[next()]);
    }
    if (token === '[') {
      const list: Argument[] = [];
      while (peek() !== ']') {
        list.push(value());
      }
      next();
      return list;
    }
    if (token.startsWith('"')) {
      return String(JSON.parse(token));
    }
    if (/^-?\d/.test(token)) {
      return Number(token);
    }
    if (token === 'true' || token === 'false') {
      return token === 'true';
    }
    if (token === 'null') {
      return null;
    }
    if (/^\w+$/.test(token)) {
      return token;
    }
    throw unsupported(`"${token}" as an argument`);
  }

  function selection(): Field[] {
    expect('{');
    const fields: Field[] = [];
    while (peek() !== '}') {
      const first = next();
      if (first === '...' || first === '@') {
        throw unsupported('fragments and directives');
      }
      let name = first;
      if (peek() === ':') {
        next();
        name = next();
      }
      const args: Record<string, Argument> = {};
      if (peek() === '(') {
        next();
        while (peek() !== ')') {
          const key = next();
          expect(':');
          args[key] = value();
        }
        next();
      }
      fields.push({
        alias: first,
        name,
        args,
        fields: peek() === '{' ? selection() : [],
      });
    }
    next();
    return fields;
  }

  if (peek() === 'mutation' || peek() === 'subscription') {
    throw unsupported(`a ${peek()}`);
  }
  if (peek() === 'query') {
    // Name and declarations of variables say nothing that is needed here.
    while (peek() !== '{' && peek() !== undefined) {
      next();
    }
  }
  const fields = selection();
  if (at < tokens.length) {
    throw unsupported(`"${tokens[at]}" after the query`);
  }
  return fields;
}

function argument(value: unknown): Argument {
  if (value === undefined || value === null) {
    return null;
  }
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(argument);
  }
  throw unsupported('an object as a variable');
}

function unsupported(what: string): GitHubError {
  return new GitHubError(
    501,
    `Not Implemented: the GraphQL of the GitHub sandbox does not read ${what}`,
  );
}
