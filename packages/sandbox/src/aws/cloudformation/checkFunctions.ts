import { isObject, type Json, type JsonObject } from '../resources/Json';
import { intrinsics } from './functions';
import { validationError } from './validationError';

/** Functions that only `AWS::LanguageExtensions` brings. */
const EXTENSIONS = ['Fn::Length', 'Fn::ToJsonString'];

/**
 * Throws for functions that CloudFormation does not have, that a template may not use without
 * `AWS::LanguageExtensions`, and that the sandbox lacks.
 */
export function checkFunctions(
  raw: JsonObject,
  options: { extended: boolean },
): void {
  const supported = Object.keys(intrinsics).filter(
    name => options.extended || !EXTENSIONS.includes(name),
  );
  const visit = (value: Json): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isObject(value)) {
      for (const [name, argument] of Object.entries(value)) {
        if (name.startsWith('Fn::')) {
          checkName(name, argument, { ...options, supported });
          checkStandsAlone(name, value);
        }
        if (name === 'Fn::FindInMap') {
          checkFindInMap(argument, options.extended);
        }
        visit(argument);
      }
    }
  };
  visit(raw.Conditions ?? {});
  visit(raw.Outputs ?? {});
  visit(withoutMetadata(raw.Resources ?? {}));
}

function checkName(
  name: string,
  argument: Json,
  known: { extended: boolean; supported: string[] },
): void {
  if (known.supported.includes(name)) {
    return;
  }
  if (name === 'Fn::Transform') {
    const macro = isObject(argument) ? argument.Name : argument;
    throw validationError(
      `The sandbox cannot apply the transform ${JSON.stringify(macro)}: expand the template before you deploy it.`,
    );
  }
  throw validationError(
    known.extended && name.startsWith('Fn::ForEach::')
      ? `The sandbox expands loops over lists that are written out alone: write out what ${name} stands for.`
      : `Template error: Encountered unsupported function: ${name} Supported functions are: [${known.supported.join(', ')}]`,
  );
}

function checkStandsAlone(name: string, holder: JsonObject): void {
  const others = Object.keys(holder).filter(key => key !== name);
  if (others.length > 0) {
    throw validationError(
      `Template error: ${name} must be the only member of its object; beside it is ${others.join(', ')}`,
    );
  }
}

function checkFindInMap(argument: Json, extended: boolean): void {
  const count = Array.isArray(argument) ? argument.length : 0;
  if (count !== 3 && !(extended && count === 4)) {
    throw validationError(
      'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
    );
  }
}

/** Metadata is kept as it is written. */
function withoutMetadata(resources: Json): Json {
  return isObject(resources)
    ? Object.fromEntries(
        Object.entries(resources).map(([name, resource]) => [
          name,
          isObject(resource) ? { ...resource, Metadata: {} } : resource,
        ]),
      )
    : resources;
}
