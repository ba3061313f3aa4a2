import type { ReportedConstructs } from './ConstructStore';

/** Paths by logical ID. */
export type Paths = Readonly<Record<string, string>>;

/** Logical IDs as CloudFormation accepts them. */
const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;
/** Resources of two templates: the one that is deployed, and the one that could not be. */
const MOST = 1000;

/** What is known of the constructs of a stack after a report on it; undefined for a stack that is gone. */
export function nextConstructs(
  known: Paths,
  { operation, outcome, constructs }: ReportedConstructs,
): Paths | undefined {
  if (operation === 'delete') {
    return outcome === 'succeeded' || outcome === 'unchanged'
      ? undefined
      : known;
  }
  if (!constructs) {
    return known;
  }
  const told = Object.entries(constructs).filter(([logicalId]) =>
    LOGICAL_ID.test(logicalId),
  );
  if (outcome === 'succeeded') {
    return Object.fromEntries(told);
  }
  // Both what was there and what was to come can be in a stack that is not deployed to the end.
  const isTold = new Set(told.map(([logicalId]) => logicalId));
  const before = Object.entries(known).filter(([id]) => !isTold.has(id));
  return Object.fromEntries([...told, ...before].slice(0, MOST));
}
