import { blueprintSchemas, STAGES } from '@plinth/blueprints/schema';
import type { BlueprintSchema } from '@plinth/blueprints/schema';
import { ConflictError } from '@backstage/errors';
import type { Blueprint } from '@plinth/plugin-environments-common';

/** What can be requested: the platform's blueprints, and those that modules add. */
export class BlueprintRegistry {
  readonly #schemas: BlueprintSchema[] = [...blueprintSchemas];

  /** Adds schemas; throws a `ConflictError` for a name and version that is there already. */
  add(...schemas: BlueprintSchema[]): void {
    for (const schema of schemas) {
      if (this.find(schema.name, schema.version)) {
        throw new ConflictError(
          `Blueprint ${schema.name}@${schema.version} is registered twice`,
        );
      }
      this.#schemas.push(schema);
    }
  }

  /** A blueprint by exact version, or the last one registered of that name. */
  find(name: string, version?: string): BlueprintSchema | undefined {
    return this.#schemas
      .filter(s => s.name === name && (!version || s.version === version))
      .at(-1);
  }

  /** All blueprints as the API describes them. */
  describe(): Blueprint[] {
    return this.#schemas.map(schema => ({
      name: schema.name,
      version: schema.version,
      title: schema.title,
      description: schema.description,
      kind: schema.kind,
      stages: [...schema.stages],
      parameters: schema.jsonSchema(),
      defaults: Object.fromEntries(
        STAGES.filter(stage => schema.stages.includes(stage)).map(stage => [
          stage,
          schema.defaultsFor(stage),
        ]),
      ),
    }));
  }
}
