import { equals, isDictionary, Value, toText } from './value';

/** A function that expressions can call, with the number of arguments it takes. */
export interface ExpressionFunction {
  readonly least: number;
  readonly most: number;
  call(...given: Value[]): Value;
}

const isPrimitive = (value: Value) =>
  typeof value !== 'object' || value === null;

const upper = (value: Value) => toText(value).toUpperCase();

function text(
  test: (whole: string, part: string) => boolean,
): ExpressionFunction {
  return {
    least: 2,
    most: 2,
    call: (whole, part) =>
      isPrimitive(whole) &&
      isPrimitive(part) &&
      test(upper(whole), upper(part)),
  };
}

function format(template: Value, ...given: Value[]): string {
  const source = toText(template);
  const invalid = () =>
    new Error(`format() cannot read its template: ${source}`);
  return source.replace(
    /\{\{|\}\}|\{(\d+)\}|[{}]/g,
    (piece: string, index: string | undefined) => {
      if (piece === '{{' || piece === '}}') {
        return piece[0];
      }
      if (index === undefined || Number(index) >= given.length) {
        throw invalid();
      }
      return toText(given[Number(index)]);
    },
  );
}

/** The functions that need nothing but their arguments. Status functions and `hashFiles` come with the job. */
export const standardFunctions: Readonly<Record<string, ExpressionFunction>> = {
  contains: {
    least: 2,
    most: 2,
    call: (whole, part) => {
      if (Array.isArray(whole)) {
        return whole.some((item: Value) => equals(item, part));
      }
      return (
        isPrimitive(whole) &&
        isPrimitive(part) &&
        upper(whole).includes(upper(part))
      );
    },
  },
  startswith: text((whole, part) => whole.startsWith(part)),
  endswith: text((whole, part) => whole.endsWith(part)),
  format: { least: 1, most: 255, call: format },
  join: {
    least: 1,
    most: 2,
    call: (items, separator = ',') => {
      if (Array.isArray(items)) {
        return items.map(toText).join(toText(separator));
      }
      return isDictionary(items) ? '' : toText(items);
    },
  },
  tojson: {
    least: 1,
    most: 1,
    call: value => JSON.stringify(value, undefined, 2),
  },
  fromjson: {
    least: 1,
    most: 1,
    call: value => JSON.parse(toText(value)) as Value,
  },
};
