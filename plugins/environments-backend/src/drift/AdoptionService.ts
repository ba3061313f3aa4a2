import {
  type BlueprintRegistry,
  parseUnit,
  type Unit,
} from '@plinth/blueprints/schema';
import type {
  DriftAdoption,
  UnitIdentity,
  UnitOnMain,
} from '@plinth/plugin-environments-common';
import type { UnitTemplate } from '../estimate/PricingWorker';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { ResourceStore, StoredStack } from '../store';
import type { UnitReader } from '../units/UnitReader';
import { findAdoption, type DriftedValue } from './findAdoption';

/** Tells which parameters would make a unit what it has become past its repository. */
export class AdoptionService {
  readonly #resources: ResourceStore;
  readonly #units: UnitReader;
  readonly #blueprints: BlueprintRegistry;
  readonly #synthesize: (unit: Unit) => Promise<readonly UnitTemplate[]>;

  constructor(options: {
    resources: ResourceStore;
    units: UnitReader;
    blueprints: BlueprintRegistry;
    /** Makes the templates of a unit. */
    synthesize: (unit: Unit) => Promise<readonly UnitTemplate[]>;
  }) {
    this.#resources = options.resources;
    this.#units = options.units;
    this.#blueprints = options.blueprints;
    this.#synthesize = options.synthesize;
  }

  /**
   * @param identity - of the unit
   * @param options.stacks - what there is of it
   *
   * @throws NotFoundError where the protected branch has no such unit
   */
  async adoption(
    identity: UnitIdentity,
    options: {
      repository: RepositoryConfig | undefined;
      stacks: readonly StoredStack[];
    },
  ): Promise<DriftAdoption> {
    const onMain = await this.#units.onMain(identity, options.repository);
    const found = await findAdoption({
      unit: toUnit(onMain),
      drifted: await this.#drifted(options.stacks),
      blueprints: this.#blueprints,
      synthesize: this.#synthesize,
    });
    return { commit: onMain.commit, ...found };
  }

  async #drifted(stacks: readonly StoredStack[]): Promise<DriftedValue[]> {
    const values = stacks.map(async ({ stackId, name }) =>
      (await this.#resources.listResources(stackId)).flatMap(
        ({
          logicalId,
          resourceType,
          drift,
          differences = [],
        }): DriftedValue[] => {
          const where = { stack: name, logicalId, resourceType };
          return drift === 'DELETED'
            ? [{ ...where, path: '', deleted: true }]
            : differences
                .filter(() => drift === 'MODIFIED')
                .map(({ path, expected, actual }) => ({
                  ...where,
                  path,
                  expected,
                  actual,
                }));
        },
      ),
    );
    return (await Promise.all(values)).flat();
  }
}

/** As its file says it, without what the portal knows besides. */
function toUnit({
  entityRef,
  path,
  commit,
  repository,
  ...said
}: UnitOnMain): Unit {
  return parseUnit({ ...said, name: path.split('/')[1] });
}
