/** Paths of the constructs that made a stack's resources, below the stack, by logical ID: `Network/Vpc/Resource`. */
export type ConstructPaths = Readonly<Record<string, string>>;

/** What the CDK notes of each construct beside the template, by its path in the app: `/claims-dev/Network/Vpc/Resource`. */
export type ConstructMetadata = Readonly<
  Record<string, ReadonlyArray<{ readonly type: string; data?: unknown }>>
>;

/** The type of the note that says which logical ID a construct has. */
const LOGICAL_ID = 'aws:cdk:logicalId';
/** No path in a stack is longer, unless somebody wants it to be in somebody's way. */
const LONGEST = 500;

/**
 * The construct path of each resource of a template. What is noted is data that code of a pull request may have written: a
 * note that names no resource of the template, or one that another claims too, says nothing.
 *
 * @param stackPath - of the stack in its app
 */
export function constructPaths(
  metadata: ConstructMetadata,
  stackPath: string,
  {
    Resources = {},
  }: { readonly Resources?: Readonly<Record<string, unknown>> },
): ConstructPaths {
  const prefix = `/${stackPath}/`;
  const claims = new Map<string, string[]>();
  for (const [path, notes] of Object.entries(metadata)) {
    for (const { type, data } of notes) {
      if (
        type === LOGICAL_ID &&
        typeof data === 'string' &&
        Object.hasOwn(Resources, data) &&
        path.startsWith(prefix) &&
        path.length - prefix.length <= LONGEST
      ) {
        const others = claims.get(data) ?? [];
        claims.set(data, [...others, path.slice(prefix.length)]);
      }
    }
  }
  return Object.fromEntries(
    [...claims].flatMap(([logicalId, paths]) =>
      paths.length === 1 && paths[0] !== '' ? [[logicalId, paths[0]]] : [],
    ),
  );
}
