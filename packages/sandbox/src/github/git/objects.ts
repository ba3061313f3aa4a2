import { createHash } from 'node:crypto';

/** A line of a tree. */
export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

/** Who did something, and when. */
export interface Person {
  readonly name: string;
  readonly email: string;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Such as `+0000`. */
  readonly zone: string;
}

/** A commit, taken apart. */
export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

/** An annotated tag, taken apart. */
export interface Tag {
  readonly sha: string;
  readonly object: string;
  readonly type: string;
  readonly name: string;
  readonly tagger: Person | undefined;
  readonly message: string;
}

/** Kind of object that a tree entry's mode stands for. */
export function entryType(mode: string): 'tree' | 'commit' | 'blob' {
  if (mode === '040000' || mode === '40000') {
    return 'tree';
  }
  return mode === '160000' ? 'commit' : 'blob';
}

/** The SHA-1 by which Git names an object. */
export function objectSha(type: string, content: Buffer): string {
  return createHash('sha1')
    .update(`${type} ${content.length}\0`)
    .update(content)
    .digest('hex');
}

/** Takes the bytes of a tree apart. */
export function decodeTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(32, at);
    const zero = content.indexOf(0, space);
    entries.push({
      mode: content.toString('latin1', at, space).padStart(6, '0'),
      name: content.toString('utf8', space + 1, zero),
      sha: content.toString('hex', zero + 1, zero + 21),
    });
    at = zero + 21;
  }
  return entries;
}

/** The bytes of a tree, in the order that Git demands: bytewise, folders as if their name ended in a slash. */
export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  const sorted = entries
    .map(entry => ({
      entry,
      key: Buffer.from(
        entryType(entry.mode) === 'tree' ? `${entry.name}/` : entry.name,
      ),
    }))
    .sort((one, other) => Buffer.compare(one.key, other.key));
  return Buffer.concat(
    sorted.map(({ entry }) =>
      Buffer.concat([
        Buffer.from(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`),
        Buffer.from(entry.sha, 'hex'),
      ]),
    ),
  );
}

function decodePerson(line: string): Person {
  const match = /^(.*?) ?<([^>]*)> (-?\d+) ([+-]\d{4})$/.exec(line);
  return match
    ? {
        name: match[1],
        email: match[2],
        time: Number(match[3]),
        zone: match[4],
      }
    : { name: line, email: '', time: 0, zone: '+0000' };
}

/** Angle brackets and line ends would break the header, so Git drops them; so do we. */
function encodePerson(person: Person): string {
  const clean = (text: string) => text.replace(/[<>\n\r\0]/g, '').trim();
  return `${clean(person.name) || clean(person.email) || 'unknown'} <${clean(person.email)}> ${person.time} ${person.zone}`;
}

function splitHeaders(content: Buffer): [[string, string][], string] {
  const text = content.toString('utf8');
  const blank = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const head = blank < 0 ? text : text.slice(0, blank);
  const headers: [string, string][] = [];
  for (const line of head.split('\n')) {
    const space = line.indexOf(' ');
    if (space > 0) {
      headers.push([line.slice(0, space), line.slice(space + 1)]);
    }
  }
  return [headers, blank < 0 ? '' : text.slice(blank + 2)];
}

/** Takes the bytes of a commit apart. */
export function decodeCommit(sha: string, content: Buffer): Commit {
  const [headers, message] = splitHeaders(content);
  const header = (name: string) =>
    headers.find(([key]) => key === name)?.[1] ?? '';
  return {
    sha,
    tree: header('tree'),
    parents: headers
      .filter(([key]) => key === 'parent')
      .map(([, value]) => value),
    author: decodePerson(header('author')),
    committer: decodePerson(header('committer')),
    message: message.replace(/\n$/, ''),
  };
}

/** The bytes of a commit. The message gets the final line feed that `git commit` gives it. */
export function encodeCommit(commit: Omit<Commit, 'sha'>): Buffer {
  return Buffer.from(
    [
      `tree ${commit.tree}`,
      ...commit.parents.map(parent => `parent ${parent}`),
      `author ${encodePerson(commit.author)}`,
      `committer ${encodePerson(commit.committer)}`,
      '',
      commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`,
    ].join('\n'),
  );
}

/** Takes the bytes of an annotated tag apart. */
export function decodeTag(sha: string, content: Buffer): Tag {
  const [headers, message] = splitHeaders(content);
  const header = (name: string) => headers.find(([key]) => key === name)?.[1];
  const tagger = header('tagger');
  return {
    sha,
    object: header('object') ?? '',
    type: header('type') ?? 'commit',
    name: header('tag') ?? '',
    tagger: tagger === undefined ? undefined : decodePerson(tagger),
    message: message.replace(/\n$/, ''),
  };
}

/** The bytes of an annotated tag. */
export function encodeTag(tag: Omit<Tag, 'sha'>): Buffer {
  return Buffer.from(
    [
      `object ${tag.object}`,
      `type ${tag.type}`,
      `tag ${tag.name}`,
      ...(tag.tagger ? [`tagger ${encodePerson(tag.tagger)}`] : []),
      '',
      tag.message.endsWith('\n') ? tag.message : `${tag.message}\n`,
    ].join('\n'),
  );
}

/** The moment of a signature as ISO 8601 without milliseconds, as GitHub writes it. */
export function personDate(person: Person): string {
  return new Date(person.time * 1000).toISOString().replace('.000Z', 'Z');
}
