import { isObject, type Json, type JsonObject } from '../resources/Json';

const LOOP = /^Fn::ForEach::/;
const SECTIONS = ['Conditions', 'Resources', 'Outputs'];

/**
 * A template of `AWS::LanguageExtensions` with its loops written out. One over a list that is not written in the template, but
 * given by a parameter, stays as it is.
 */
export function expandLoops(raw: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(raw).map(([name, section]) => [
      name,
      SECTIONS.includes(name) ? expanded(section) : section,
    ]),
  );
}

function expanded(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(expanded);
  }
  if (!isObject(value)) {
    return value;
  }
  const result: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const copies = LOOP.test(name) ? copiesOf(member) : undefined;
    if (!copies) {
      result[name] =
        name === 'Fn::GetAtt' ? foldedTexts(member) : expanded(member);
    }
    for (const copy of copies ?? []) {
      Object.assign(result, expanded(copy));
    }
  }
  return result;
}

/** The fragment of a loop, once for each item; undefined where the loop is not over a list that is written out. */
function copiesOf(loop: Json): Json[] | undefined {
  const [identifier, items, fragment] = Array.isArray(loop) ? loop : [];
  return typeof identifier === 'string' &&
    Array.isArray(items) &&
    items.every(item => !isObject(item)) &&
    isObject(fragment)
    ? items.map(item => withItem(fragment, identifier, String(item)))
    : undefined;
}

function withItem(value: Json, identifier: string, item: string): Json {
  const inText = (text: string) =>
    text
      .replaceAll(`\${${identifier}}`, item)
      .replaceAll(`&{${identifier}}`, item.replace(/[^a-zA-Z0-9]/g, ''));
  if (typeof value === 'string') {
    return inText(value);
  }
  if (Array.isArray(value)) {
    return value.map(each => withItem(each, identifier, item));
  }
  if (!isObject(value)) {
    return value;
  }
  if (value.Ref === identifier) {
    return item;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      inText(name),
      withItem(member, identifier, item),
    ]),
  );
}

/** `Fn::GetAtt` takes names alone; those that a loop has put into a text are names by now. */
function foldedTexts(argument: Json): Json {
  return Array.isArray(argument)
    ? argument.map(part =>
        isObject(part) &&
        typeof part['Fn::Sub'] === 'string' &&
        !part['Fn::Sub'].includes('${')
          ? part['Fn::Sub']
          : part,
      )
    : argument;
}
