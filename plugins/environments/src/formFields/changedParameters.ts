import type { Blueprint } from '@plinth/plugin-environments-common';
import type { UiSchema } from '@rjsf/utils';
import type { Parameters } from './blueprintParameters';

/** Whether two values of a form are the same JSON. */
export const isEqual = (left: unknown, right: unknown) =>
  JSON.stringify(left) === JSON.stringify(right);

/**
 * What a request says of the parameters of a unit that exists: those that were changed in the form. What is back at the
 * default and stands in the unit's file becomes null, which takes it out.
 *
 * @param file - what the unit's file names
 * @param defaults - of its stage
 */
export function changedParameters(
  file: Parameters,
  defaults: Parameters,
  entered: Parameters,
): Parameters {
  const shown = { ...defaults, ...file };
  const names = new Set([...Object.keys(shown), ...Object.keys(entered)]);
  return Object.fromEntries(
    [...names].flatMap((name): [string, unknown][] => {
      if (isEqual(entered[name], shown[name])) {
        return [];
      }
      const isDefault =
        entered[name] === undefined || isEqual(entered[name], defaults[name]);
      if (!isDefault) {
        return [[name, entered[name]]];
      }
      return name in file ? [[name, null]] : [];
    }),
  );
}

/** What the form shows after such changes. */
export function afterChanges(
  file: Parameters,
  defaults: Parameters,
  changes: Parameters,
): Parameters {
  const named = Object.entries({ ...file, ...changes }).filter(
    ([, value]) => value !== null,
  );
  return { ...defaults, ...Object.fromEntries(named) };
}

/** Closes the fields of what never changes in place, and says of each such parameter why, and what to do instead. */
export function withFixed(
  { fixed }: Pick<Blueprint, 'fixed'>,
  uiSchema: UiSchema<Parameters>,
): UiSchema<Parameters> {
  return {
    ...uiSchema,
    ...Object.fromEntries(
      fixed.map(({ parameter, why, instead, always }) => [
        parameter,
        {
          ...(uiSchema[parameter] as object | undefined),
          'ui:disabled': always,
          'ui:help': always
            ? `It cannot change: ${why}. Instead, ${instead}.`
            : `Not every change is taken: ${why}.`,
        },
      ]),
    ),
  };
}
