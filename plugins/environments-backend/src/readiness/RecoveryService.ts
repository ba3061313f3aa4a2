import {
  assessDrills,
  measureSwitches,
  stagePolicy,
  type BlueprintRegistry,
} from '@plinth/blueprints/schema';
import type {
  DrillItem,
  Recovery,
  StatedDrill,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { combineFreshness } from '../health/combineFreshness';
import { pullRequestLink } from '../health/links';
import {
  DeploymentStore,
  ReadingStore,
  sourcesOf,
  StoredStack,
  templateSource,
} from '../store';
import type { ReadinessSubject } from './ReadinessService';

/** What recovery is asked of: a unit, or one stack, which has no stage or blueprint of its own. */
export type RecoverySubject = Pick<
  ReadinessSubject,
  'entityRef' | 'unit' | 'account' | 'region' | 'blueprint' | 'repository'
> &
  Partial<Pick<UnitIdentity, 'stage'>>;

/** Newest deployments in which switches are looked for: a unit has some a week, and a drill is due every half year at the latest. */
const LOOKED_THROUGH = 1_000;

/**
 * What the deployed templates state of their data stores and drills, and what deployments that switched regions measured, from the
 * store: asks AWS nothing.
 */
export class RecoveryService {
  readonly #readings: ReadingStore;
  readonly #deployments: DeploymentStore;
  readonly #blueprints: BlueprintRegistry;
  readonly #now: () => Date;

  constructor(options: {
    readings: ReadingStore;
    deployments: DeploymentStore;
    blueprints: BlueprintRegistry;
    now: () => Date;
  }) {
    this.#readings = options.readings;
    this.#deployments = options.deployments;
    this.#blueprints = options.blueprints;
    this.#now = options.now;
  }

  /** The data stores of a subject's stacks, in the order of stacks and statements, and its drills. */
  async recoveryOf(
    subject: RecoverySubject,
    stacks: StoredStack[],
  ): Promise<Recovery> {
    const living = stacks.filter(stack => !stack.deletedAt);
    return {
      entityRef: subject.entityRef,
      items: living.flatMap(({ name, account, region, recovery = [] }) =>
        recovery.map(stated => ({ ...stated, stack: name, account, region })),
      ),
      drills: this.#drillsOf(
        subject,
        living,
        await this.#measured(subject, living),
      ),
      freshness: combineFreshness(
        await this.#readings.freshness(
          sourcesOf(subject, living, templateSource),
        ),
      ),
    };
  }

  /** What switches of regions measured that nobody has recorded: a record may tell more, such as writes that a team found. */
  async #measured(
    { repository, unit, stage }: RecoverySubject,
    stacks: StoredStack[],
  ): Promise<StatedDrill[]> {
    const isServedByRegions = stacks.some(({ recovery }) =>
      recovery?.some(
        ({ name, event }) => name === 'service' && event === 'region',
      ),
    );
    if (!repository || !stage || !isServedByRegions) {
      return [];
    }
    const recorded = stacks.flatMap(({ drills }) => drills ?? []);
    const reports = await this.#deployments.deploymentsOf(
      repository.fullName,
      unit,
      { limit: LOOKED_THROUGH },
    );
    return measureSwitches(reports, unit.split('/').at(-1) ?? unit).filter(
      ({ exercise, change }) =>
        !recorded.some(
          each => each.exercise === exercise && each.change === change,
        ),
    );
  }

  #drillsOf(
    subject: RecoverySubject,
    stacks: StoredStack[],
    measured: StatedDrill[],
  ): DrillItem[] {
    const { repository, stage } = subject;
    const [name, version] = (subject.blueprint ?? '').split('@');
    const blueprint = version
      ? this.#blueprints.find(name, version)
      : this.#blueprints.newest(name);
    const drills = assessDrills({
      stated: stacks.flatMap(({ recovery }) => recovery ?? []),
      drills: [...stacks.flatMap(stack => stack.drills ?? []), ...measured],
      recordsDrills: blueprint?.recordsDrills ?? false,
      everyDays: stage && stagePolicy(stage).drillDays,
      now: this.#now(),
    });
    return drills.map(drill => ({
      ...drill,
      ...(repository && drill.last?.change
        ? { pullRequest: pullRequestLink(repository, drill.last.change) }
        : {}),
    }));
  }
}
