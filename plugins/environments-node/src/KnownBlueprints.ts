import { ConflictError } from '@backstage/errors';
import { type BlueprintSchema, findBlueprint } from '@plinth/blueprints/schema';
import type { BlueprintsExtensionPoint } from './blueprintsExtensionPoint';

/** Finds a blueprint at an exact version, or its newest one. */
export type FindBlueprint = (
  name: string,
  version?: string,
) => BlueprintSchema | undefined;

/** The platform's blueprints, and those that an organisation adds. */
export class KnownBlueprints implements BlueprintsExtensionPoint {
  readonly #added: BlueprintSchema[] = [];

  addBlueprints(...schemas: BlueprintSchema[]): void {
    for (const schema of schemas) {
      if (this.find(schema.name, schema.version)) {
        throw new ConflictError(
          `Blueprint ${schema.name}@${schema.version} is registered twice`,
        );
      }
      this.#added.push(schema);
    }
  }

  /** The blueprint at this version; without one, that which was added last. */
  readonly find: FindBlueprint = (name, version) =>
    this.#added.findLast(
      schema =>
        schema.name === name &&
        (version === undefined || schema.version === version),
    ) ?? findBlueprint(name, version);
}
