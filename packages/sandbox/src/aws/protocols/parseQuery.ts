/** A parameter's parts between dots: `Tags` has the child `member`, that has the child `1`, … */
interface QueryNode {
  value?: string;
  children: Map<string, QueryNode>;
}

/**
 * Reads the parameters of the query protocol: `Tags.member.1.Key=a` becomes `{ Tags: [{ Key: 'a' }] }`. Lists may be
 * wrapped in `member` (or another word) or flat; maps come as `entry.N.key`/`entry.N.value`.
 */
export function parseQuery(form: URLSearchParams): Record<string, unknown> {
  const root: QueryNode = { children: new Map() };
  for (const [name, value] of form) {
    if (name !== 'Action' && name !== 'Version') {
      nodeAt(root, name.split('.')).value = value;
    }
  }
  return structure(root);
}

function nodeAt(root: QueryNode, path: string[]): QueryNode {
  return path.reduce((node, part) => {
    const child = node.children.get(part) ?? { children: new Map() };
    node.children.set(part, child);
    return child;
  }, root);
}

function structure(node: QueryNode): Record<string, unknown> {
  return Object.fromEntries(
    [...node.children].map(([name, child]) => [name, plain(child)]),
  );
}

function plain(node: QueryNode): unknown {
  if (node.children.size === 0) {
    return node.value ?? '';
  }
  const [[word, inner]] = node.children;
  if (node.children.size === 1 && /^(member|entry|item)$/.test(word)) {
    if (inner.children.size === 0) {
      return [];
    }
    if (isNumbered(inner)) {
      return word === 'entry' ? entries(inner) : ordered(inner).map(plain);
    }
  }
  if (isNumbered(node)) {
    return isEntryList(node) ? entries(node) : ordered(node).map(plain);
  }
  return structure(node);
}

function isNumbered(node: QueryNode): boolean {
  return [...node.children.keys()].every(key => /^\d+$/.test(key));
}

function ordered(node: QueryNode): QueryNode[] {
  return [...node.children]
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => child);
}

function isEntryList(node: QueryNode): boolean {
  return ordered(node).every(
    ({ children }) =>
      children.size === 2 && children.has('key') && children.has('value'),
  );
}

function entries(node: QueryNode): Record<string, unknown> {
  return Object.fromEntries(
    ordered(node).map(({ children }) => {
      const value = children.get('value');
      return [children.get('key')?.value ?? '', value ? plain(value) : ''];
    }),
  );
}
