import type { BlueprintSchema } from './blueprint';
import { blueprintSchemas } from './blueprints/blueprintSchemas';

/**
 * Makes an organisation's blueprints known to this process, as the pipeline does with those that `plinth.json` names. Loading
 * the same ones again changes nothing; another blueprint of a name and version that is there is refused with an `Error`.
 */
export function registerBlueprints(...schemas: BlueprintSchema[]): void {
  for (const schema of schemas) {
    const known = blueprintSchemas.find(
      ({ name, version }) => name === schema.name && version === schema.version,
    );
    if (known && known.stackPackage !== schema.stackPackage) {
      throw new Error(
        `Blueprint ${schema.name} ${schema.version} of ${schema.stackPackage} is one of ${known.stackPackage} already; give it another name`,
      );
    }
    if (!known) {
      blueprintSchemas.push(schema);
    }
  }
}

/** The blueprint at this exact version, or its newest version; `undefined` if there is none. */
export function findBlueprint(
  name: string,
  version?: string,
): BlueprintSchema | undefined {
  return blueprintSchemas
    .filter(
      schema =>
        schema.name === name &&
        (version === undefined || schema.version === version),
    )
    .sort((a, b) => compareVersions(a.version, b.version))
    .at(-1);
}

/** Orders exact versions such as 1.2.10 by number. */
export function compareVersions(left: string, right: string): number {
  const a = left.split('.').map(Number);
  const b = right.split('.').map(Number);
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
