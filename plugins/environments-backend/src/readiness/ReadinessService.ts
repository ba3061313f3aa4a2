import {
  assessReadiness,
  type BlueprintRegistry,
  type DeployedStack,
} from '@plinth/blueprints/schema';
import type {
  Readiness,
  ReadinessItem,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { combineFreshness } from '../health/combineFreshness';
import { expectedStacks } from '../health/expectedStacks';
import {
  cloudFormationSource,
  DeploymentStore,
  ReadingStore,
  ResourceStore,
  sourcesOf,
  StoredStack,
} from '../store';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';

/** What readiness is asked of: a unit, or one stack, which has no blueprint of its own. */
export type ReadinessSubject = Pick<
  UnitIdentity,
  'entityRef' | 'unit' | 'account' | 'region' | 'stacks'
> & {
  /** Name of the unit's blueprint, with or without `@version`. */
  blueprint?: string;
  /** Undefined when no configured repository holds the unit. */
  repository?: RepositoryConfig;
};

/** Readiness from the store: asks AWS nothing. */
export class ReadinessService {
  readonly #resources: ResourceStore;
  readonly #readings: ReadingStore;
  readonly #deployments: DeploymentStore;
  readonly #blueprints: BlueprintRegistry;

  constructor(options: {
    resources: ResourceStore;
    readings: ReadingStore;
    deployments: DeploymentStore;
    blueprints: BlueprintRegistry;
  }) {
    this.#resources = options.resources;
    this.#readings = options.readings;
    this.#deployments = options.deployments;
    this.#blueprints = options.blueprints;
  }

  /** The checklist of the subject's blueprint against all of its stacks together. */
  async readinessOf(
    subject: ReadinessSubject,
    stacks: StoredStack[],
  ): Promise<Readiness> {
    const living = stacks.filter(stack => !stack.deletedAt);
    const readings = await this.#readings.freshness(
      sourcesOf(subject, living, cloudFormationSource),
    );
    const [blueprint] = (subject.blueprint ?? '').split('@');
    const checklist = this.#blueprints.newest(blueprint)?.readiness;
    const items =
      checklist && assessReadiness(checklist, await this.#deployed(living));
    const { repository, unit } = subject;
    const reports =
      repository &&
      (await this.#deployments.lastDeployments(repository.fullName, [unit]));
    const missingStacks = expectedStacks(subject, reports?.get(unit)).filter(
      name => !living.some(stack => stack.name === name),
    );
    const about = {
      entityRef: subject.entityRef,
      ...(blueprint ? { blueprint } : {}),
      freshness: combineFreshness(readings),
    };
    if (!items) {
      return { ...about, status: 'NoChecklist', items: [], missingStacks: [] };
    }
    if (readings.some(({ readAt }) => readAt === null)) {
      return { ...about, status: 'Unknown', items: [], missingStacks: [] };
    }
    const ready = missingStacks.length === 0 && items.every(({ met }) => met);
    return {
      ...about,
      status: ready ? 'Ready' : 'NotReady',
      items: items.map((item): ReadinessItem => ({
        ...item,
        missing: [...item.missing],
        notes: [...item.notes],
      })),
      missingStacks,
    };
  }

  async #deployed(stacks: StoredStack[]): Promise<DeployedStack> {
    const resources = await Promise.all(
      stacks.map(async stack => {
        // Drift that was found before the last update says nothing of what that update made.
        const checked = (stack.drift.checkedAt ?? '') >= stack.updatedAt;
        const list = await this.#resources.listResources(stack.stackId);
        return list.map(({ resourceType, status, logicalId, drift }) => ({
          type: resourceType,
          status,
          logicalId,
          gone: checked && drift === 'DELETED',
        }));
      }),
    );
    return {
      resources: resources.flat(),
      outputs: stacks.flatMap(({ outputs }) => outputs ?? []),
      deployedFromCommit:
        stacks.length > 0 && stacks.every(({ provenance }) => provenance),
    };
  }
}
