import type { Unit } from '@plinth/blueprints/schema';
import { applyEdits, modify, type JSONPath } from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';

/** What is to differ in a unit's file; all else stays, to the byte. */
export interface UnitEdit {
  /** Values by name; null takes the parameter out, so that the default of the stage holds again. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** US dollars a month. */
  readonly monthlyBudget?: number;
  /** Version of the blueprint. */
  readonly version?: string;
}

/** One value that differs between two states of a unit. */
export interface Difference {
  /** Dotted: `monthlyBudget`, `parameters.databaseClass`. */
  readonly field: string;
  /** Undefined where the file does not name it. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The unit after the edit. Nothing is checked. */
export function editedUnit(unit: Unit, edit: UnitEdit): Unit {
  const { parameters = {}, ...fields } = edit;
  return {
    ...unit,
    ...fields,
    parameters: Object.fromEntries(
      Object.entries({ ...unit.parameters, ...parameters }).filter(
        ([, value]) => value !== null,
      ),
    ),
  };
}

/** What differs between two states of a unit: fields first, then parameters by name. */
export function differences(before: Unit, after: Unit): Difference[] {
  const { parameters: was, ...fieldsBefore } = before;
  const { parameters: willBe, ...fieldsAfter } = after;
  return [
    ...differing(fieldsBefore, fieldsAfter, ''),
    ...differing(was, willBe, 'parameters.'),
  ];
}

function differing(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  prefix: string,
): Difference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(name => !isDeepStrictEqual(before[name], after[name]))
    .sort()
    .map(name => ({
      field: `${prefix}${name}`,
      before: before[name],
      after: after[name],
    }));
}

/**
 * The text of a unit's file with other values. Only what differs is written: the order of keys, the indentation and the
 * end of the file stay as people left them.
 */
export function editUnitText(text: string, before: Unit, after: Unit): string {
  return differences(before, after).reduce(
    (edited, { field, after: value }) => {
      const path: JSONPath = field.startsWith('parameters.')
        ? ['parameters', field.slice('parameters.'.length)]
        : [field];
      return applyEdits(
        edited,
        modify(edited, path, value, { formattingOptions: formatOf(text) }),
      );
    },
    text,
  );
}

/** How a file is indented and where its lines end, by its first indented line; two spaces if it has none. */
function formatOf(text: string) {
  const [, eol = '\n', indent = '  '] = /(\r?\n)([ \t]+)\S/.exec(text) ?? [];
  const tabs = indent.startsWith('\t');
  return {
    insertSpaces: !tabs,
    tabSize: tabs ? 1 : indent.length,
    eol,
  };
}
