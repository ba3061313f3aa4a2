import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import {
  explainNoUnit,
  isStackEntity,
  readUnitIdentity,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import type { RepositoryFinder } from '../collect/reading/RepositoryFinder';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { UnitRepositories } from '../config/UnitRepositories';
import type { StackStore, StoredStack } from '../store';

/** What an entity stands for: a unit, or one stack. */
export type Subject =
  | { kind: 'unit'; unit: UnitIdentity; repository?: RepositoryConfig }
  | {
      kind: 'stack';
      entityRef: string;
      stack: StoredStack;
      repository?: RepositoryConfig;
    };

/** Finds what an entity, that the caller may read, stands for. */
export class SubjectResolver {
  readonly #stacks: StackStore;
  readonly #repositories: UnitRepositories;

  readonly #finder: Pick<RepositoryFinder, 'find'>;

  constructor(options: {
    stacks: StackStore;
    repositories: UnitRepositories;
    finder: Pick<RepositoryFinder, 'find'>;
  }) {
    this.#finder = options.finder;
    this.#stacks = options.stacks;
    this.#repositories = options.repositories;
  }

  /** Throws a `NotFoundError` for an entity that is no environment, tenant or stack. */
  async resolve(entity: Entity): Promise<Subject> {
    const entityRef = stringifyEntityRef(entity);
    if (isStackEntity(entity)) {
      const stack = await this.#stacks.stackByEntityName(entity.metadata.name);
      if (!stack) {
        throw new NotFoundError(
          `Nothing is known of the stack behind ${entityRef}`,
        );
      }
      return {
        kind: 'stack',
        entityRef,
        stack,
        repository: await this.#repositoryOf(stack),
      };
    }
    const unit = readUnitIdentity(entity);
    if (!unit) {
      throw new NotFoundError(
        `${entityRef} is not an environment, tenant or stack that can be shown: it ${explainNoUnit(entity)}`,
      );
    }
    return { kind: 'unit', unit, repository: this.#repositories.of(unit) };
  }

  /** Of a stack only the folder of its unit is known. */
  async #repositoryOf({
    unit,
  }: StoredStack): Promise<RepositoryConfig | undefined> {
    const repository = await this.#finder.find(unit);
    return repository ? this.#repositories.of({ repository }) : undefined;
  }

  /** The stacks of a subject, by name. */
  async stacksOf(subject: Subject): Promise<StoredStack[]> {
    return subject.kind === 'stack'
      ? [subject.stack]
      : this.#stacks.stacksOfUnits([subject.unit]);
  }
}
