import { compare, prerelease, valid } from 'semver';
import type { BlueprintSchema } from './blueprint';
import { blueprintSchemas } from './blueprints/blueprintSchemas';

/**
 * The blueprints that a process knows: the platform's, and those that its organisation adds. A process makes one of it when it
 * starts and hands it to whatever validates, synthesizes or describes units, so that all of it answers alike.
 */
export class BlueprintRegistry {
  #schemas: readonly BlueprintSchema[] = [];

  /**
   * @param schemas - what it knows from the start
   *
   * @default - the platform's blueprints
   */
  constructor(schemas: readonly BlueprintSchema[] = blueprintSchemas) {
    this.add(...schemas);
  }

  /**
   * Adds versions of blueprints, in any order; none of them if one is refused.
   *
   * @throws Error for a version that is there already, or that is no semantic version
   */
  add(...schemas: readonly BlueprintSchema[]): void {
    const known = [...this.#schemas];
    for (const schema of schemas) {
      const { name, version, stackPackage } = schema;
      if (valid(version) !== version) {
        throw new Error(
          `Blueprint ${name} ${version} of ${stackPackage}: its version must be a semantic one, such as 1.0.0 or 2.0.0-rc.1`,
        );
      }
      const same = known.find(
        other => other.name === name && other.version === version,
      );
      if (same) {
        throw new Error(
          `Blueprint ${name} ${version} is registered twice, by ${same.stackPackage} and by ${stackPackage}; give one of them another name or version`,
        );
      }
      known.push(schema);
    }
    this.#schemas = known.sort(inOrder);
  }

  /** A blueprint at this very version; `undefined` if there is none. */
  find(name: string, version: string): BlueprintSchema | undefined {
    return this.#schemas.find(
      schema => schema.name === name && schema.version === version,
    );
  }

  /**
   * A blueprint at its newest version, which is what a request without a version gets: the highest release. A pre-release is
   * newest only where there is no release.
   */
  newest(name: string): BlueprintSchema | undefined {
    const versions = this.#schemas.filter(schema => schema.name === name);
    return (
      versions.findLast(({ version }) => !prerelease(version)) ??
      versions.at(-1)
    );
  }

  /**
   * The versions of a blueprint that come after one of them, oldest first; `undefined` where that one is not known, since then
   * nobody can tell which come after it.
   */
  newerThan(
    name: string,
    version: string,
  ): readonly BlueprintSchema[] | undefined {
    const start = this.find(name, version);
    return (
      start &&
      this.#schemas.filter(
        schema => schema.name === name && compare(schema.version, version) > 0,
      )
    );
  }

  /** Every version of every blueprint, by name, older versions first. */
  all(): readonly BlueprintSchema[] {
    return this.#schemas;
  }
}

function inOrder(left: BlueprintSchema, right: BlueprintSchema): number {
  if (left.name !== right.name) {
    return left.name < right.name ? -1 : 1;
  }
  return compare(left.version, right.version);
}
