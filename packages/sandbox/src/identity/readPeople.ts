import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Somebody whom the demo's provider knows. */
export interface DemoPerson {
  readonly login: string;
  readonly name: string;
  readonly email: string;
  /** Their groups, with what the organisation says of each. */
  readonly groups: readonly DemoGroup[];
}

interface DemoGroup {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

interface Entity {
  kind: string;
  metadata: { name: string; title: string; description: string };
  spec: {
    profile: { displayName: string; email: string };
    memberOf: string[];
  };
}

/** The people of the demo's organisation, as the catalog has them. */
export function readPeople(): DemoPerson[] {
  const file = path.resolve(
    path.dirname(require.resolve('@plinth/sandbox/package.json')),
    'demo/organization.yaml',
  );
  const entities = parseAllDocuments(readFileSync(file, 'utf8')).map(
    document => document.toJS() as Entity,
  );
  const groups = new Map(
    entities
      .filter(({ kind }) => kind === 'Group')
      .map(({ metadata }) => [metadata.name, metadata]),
  );
  return entities
    .filter(({ kind }) => kind === 'User')
    .map(({ metadata, spec }) => ({
      login: metadata.name,
      name: spec.profile.displayName,
      email: spec.profile.email,
      groups: spec.memberOf.flatMap(name => groups.get(name) ?? []),
    }));
}
