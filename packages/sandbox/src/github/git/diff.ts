/** How one file differs between two trees. */
export interface FileDiff {
  readonly path: string;
  /** The path before, when renamed. */
  readonly previousPath?: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly additions: number;
  readonly deletions: number;
  /** SHA of the new blob, or of the old one when removed. */
  readonly sha: string;
  /** The hunks; undefined for binary files and empty ones. */
  readonly patch?: string;
  readonly binary: boolean;
}

const STATUS: Record<string, FileDiff['status']> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/**
 * Reads what `git diff --raw --numstat -p -z --full-index` writes: raw entries, then numbers, both ended by NUL,
 * then patches. The three lists have the same order.
 */
export function parseDiff(output: Buffer): FileDiff[] {
  const text = output.toString('utf8');
  let at = 0;
  const field = () => {
    const end = text.indexOf('\0', at);
    const value = text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
    return value;
  };

  const raw: {
    letter: string;
    before: string;
    after: string;
    path: string;
    previous?: string;
  }[] = [];
  while (text[at] === ':') {
    const [, , before, after, letter] = field().split(' ');
    const first = field();
    const moved = letter[0] === 'R' || letter[0] === 'C';
    raw.push({
      letter: letter[0],
      before,
      after,
      path: moved ? field() : first,
      previous: moved ? first : undefined,
    });
  }

  const numbers = raw.map(({ previous }) => {
    const [added, deleted] = field().split('\t');
    if (previous !== undefined) {
      field();
      field();
    }
    return {
      binary: added === '-',
      additions: Number(added) || 0,
      deletions: Number(deleted) || 0,
    };
  });

  if (text[at] === '\0') {
    at += 1;
  }
  const patches = text
    .slice(at)
    .split(/^(?=diff --git )/m)
    .filter(Boolean);

  // A type change (file to link) has two patches for one entry; such a diff gets no patches rather than wrong ones.
  const paired = patches.length === raw.length;
  return raw.map((entry, index) => {
    const hunks = paired ? patches[index].search(/^@@ /m) : -1;
    return {
      path: entry.path,
      ...(entry.previous === undefined ? {} : { previousPath: entry.previous }),
      status: STATUS[entry.letter] ?? 'changed',
      ...numbers[index],
      sha: entry.letter === 'D' ? entry.before : entry.after,
      ...(hunks < 0
        ? {}
        : { patch: patches[index].slice(hunks).replace(/\n$/, '') }),
    };
  });
}
