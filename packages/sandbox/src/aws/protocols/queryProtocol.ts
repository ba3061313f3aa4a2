import { randomUUID } from 'node:crypto';

type QueryNode = { value?: string; children: Map<string, QueryNode> };

/**
 * Reads the parameters of the query protocol: `Tags.member.1.Key=a` becomes `{ Tags: [{ Key: 'a' }] }`. Lists may be
 * wrapped in `member` (or another word) or flat; maps come as `entry.N.key`/`entry.N.value`.
 */
export function parseQuery(form: URLSearchParams): Record<string, unknown> {
  const root: QueryNode = { children: new Map() };
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') {
      continue;
    }
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (!child) {
        child = { children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.value = value;
  }
  return structure(root);
}

function structure(node: QueryNode): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, child] of node.children) {
    result[name] = plain(child);
  }
  return { ...result };
}

function plain(node: QueryNode): unknown {
  if (node.children.size === 0) {
    return node.value ?? '';
  }
  const [only] = node.children.keys();
  if (node.children.size === 1 && isListWord(only)) {
    const inner = node.children.get(only) as QueryNode;
    if (inner.children.size === 0) {
      return [];
    }
    if (allNumbers(inner)) {
      return only === 'entry' ? entries(inner) : list(inner);
    }
  }
  if (allNumbers(node)) {
    return isEntryList(node) ? entries(node) : list(node);
  }
  return structure(node);
}

function isListWord(word: string): boolean {
  return word === 'member' || word === 'entry' || word === 'item';
}

function allNumbers(node: QueryNode): boolean {
  return [...node.children.keys()].every(key => /^\d+$/.test(key));
}

function ordered(node: QueryNode): QueryNode[] {
  return [...node.children]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

function list(node: QueryNode): unknown[] {
  return ordered(node).map(plain);
}

function isEntryList(node: QueryNode): boolean {
  return ordered(node).every(
    child =>
      child.children.size === 2 &&
      child.children.has('key') &&
      child.children.has('value'),
  );
}

function entries(node: QueryNode): Record<string, unknown> {
  return Object.fromEntries(
    ordered(node).map(child => {
      const key = child.children.get('key')?.value ?? '';
      const value = child.children.get('value');
      return [key, value ? plain(value) : ''];
    }),
  );
}

/** Text, safe inside XML. Characters that XML cannot hold are left out. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- exactly those characters are forbidden in XML
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/\r/g, '&#xD;')
  );
}

/** Writes a structure's members as XML, lists wrapped in `member`, maps in `entry`. */
export function toXml(value: Record<string, unknown>): string {
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  if (Array.isArray(value)) {
    return value.map(item => element('member', item)).join('');
  }
  if (value instanceof Map) {
    return [...value]
      .map(
        ([key, item]) =>
          `<entry>${element('key', key)}${element('value', item)}</entry>`,
      )
      .join('');
  }
  if (typeof value === 'object' && value !== null) {
    return toXml(value as Record<string, unknown>);
  }
  return escapeXml(String(value));
}

/** The body of a successful answer. */
export function queryResponse(
  operation: string,
  namespace: string,
  requestId: string,
  output: Record<string, unknown>,
): string {
  return (
    `<${operation}Response xmlns="${escapeXml(namespace)}">` +
    `<${operation}Result>${toXml(output)}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>` +
    `</${operation}Response>`
  );
}

/** The body of an error. */
export function queryError(
  namespace: string,
  requestId: string = randomUUID(),
  error: { code: string; message: string; status: number },
): string {
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  return (
    `<ErrorResponse xmlns="${escapeXml(namespace)}"><Error><Type>${type}</Type>` +
    `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>` +
    `<RequestId>${requestId}</RequestId></ErrorResponse>`
  );
}
