import { NotFoundError } from '@backstage/errors';
import {
  type BlueprintRegistry,
  parseUnit,
  type Unit,
} from '@plinth/blueprints/schema';
import type {
  DriftAdoption,
  UnitOnMain,
} from '@plinth/plugin-environments-common';
import type { UnitTemplate } from '../estimate/PricingWorker';
import type { Subject, SubjectResolver } from '../router/SubjectResolver';
import type { ResourceStore } from '../store';
import type { UnitReader } from '../units/UnitReader';
import { findAdoption, type DriftedValue } from './findAdoption';

/** Tells which parameters would make a unit what it has become past its repository. */
export class AdoptionService {
  readonly #subjects: SubjectResolver;
  readonly #resources: ResourceStore;
  readonly #units: UnitReader;
  readonly #blueprints: BlueprintRegistry;
  readonly #synthesize: (unit: Unit) => Promise<readonly UnitTemplate[]>;

  constructor(options: {
    subjects: SubjectResolver;
    resources: ResourceStore;
    units: UnitReader;
    blueprints: BlueprintRegistry;
    /** Makes the templates of a unit. */
    synthesize: (unit: Unit) => Promise<readonly UnitTemplate[]>;
  }) {
    this.#subjects = options.subjects;
    this.#resources = options.resources;
    this.#units = options.units;
    this.#blueprints = options.blueprints;
    this.#synthesize = options.synthesize;
  }

  /** @throws NotFoundError for a stack, and for a unit that the protected branch does not have */
  async adoption(subject: Subject): Promise<DriftAdoption> {
    if (subject.kind !== 'unit') {
      throw new NotFoundError(
        `${subject.entityRef} is a stack; ask for the environment or tenant that it belongs to`,
      );
    }
    const { unit: identity, repository } = subject;
    const onMain = await this.#units.onMain(identity, repository);
    const found = await findAdoption({
      unit: toUnit(onMain),
      drifted: await this.#drifted(subject),
      blueprints: this.#blueprints,
      synthesize: this.#synthesize,
    });
    return { commit: onMain.commit, ...found };
  }

  async #drifted(subject: Subject): Promise<DriftedValue[]> {
    const stacks = await this.#subjects.stacksOf(subject);
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

function toUnit({ entityRef, path, commit, ...said }: UnitOnMain): Unit {
  return parseUnit({ ...said, name: path.split('/')[1] });
}
