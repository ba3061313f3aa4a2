import { unitPathsOf, dataFileOf } from '@plinth/repository';
import type { Answer } from '../../store';
import type { ChangedFile } from './changedPaths';

/** More than any blueprint has parameters. */
const MAX_ANSWERS = 200;
const MAX_LENGTH = 300;

/** A line of a unit's file: how it changed, how deep it stands, and what it says. */
const LINE = /^([ +-])(\s*)(?:"((?:[^"\\]|\\.)*)":\s*)?(.*?),?$/;

/**
 * What a pull request asks of units, from the changed lines of their files: one answer for each value that is written, changed or
 * removed. The portal writes these files with a field on each line; what people wrote otherwise is told line by line as well.
 */
export function answersOf(
  files: ReadonlyArray<ChangedFile & { patch?: string }>,
): Answer[] {
  return files
    .flatMap(({ filename, patch }) => {
      const [unit] = unitPathsOf([filename]);
      return unit && filename === dataFileOf(unit)
        ? answersOfPatch(patch ?? '').map(answer => ({ unit, ...answer }))
        : [];
    })
    .slice(0, MAX_ANSWERS);
}

type Sides = { before: string[]; after: string[] };

function answersOfPatch(patch: string): Array<Omit<Answer, 'unit'>> {
  const fields = new Map<string, Sides>();
  /** The fields that the line stands in, with their depth. */
  let path: Array<{ depth: number; name: string }> = [];
  for (const line of patch.split('\n')) {
    const [, sign, indent, name, value] = LINE.exec(line) ?? [];
    if (sign === undefined || line.startsWith('@@') || line.startsWith('\\')) {
      continue;
    }
    path = path.filter(
      ({ depth }) =>
        depth < indent.length ||
        (name === undefined && depth === indent.length),
    );
    if (name !== undefined) {
      path.push({ depth: indent.length, name });
    }
    if (sign !== ' ' && path.length > 0 && !/^[[\]{}]*$/.test(value)) {
      const field = path.map(each => each.name).join('.');
      const sides = fields.get(field) ?? { before: [], after: [] };
      fields.set(field, sides);
      sides[sign === '-' ? 'before' : 'after'].push(plain(value));
    }
  }
  return [...fields]
    .map(([field, { before, after }]) => ({
      field,
      ...(before.length > 0 ? { before: cut(before.join(', ')) } : {}),
      ...(after.length > 0 ? { after: cut(after.join(', ')) } : {}),
    }))
    .filter(({ before, after }) => before !== after);
}

/** A text without its quotation marks. */
function plain(value: string): string {
  const [, text] = /^"((?:[^"\\]|\\.)*)"$/.exec(value) ?? [];
  return text === undefined ? value : text.replaceAll(/\\(["\\/])/g, '$1');
}

function cut(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
