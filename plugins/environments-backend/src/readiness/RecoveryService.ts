import {
  assessDrills,
  stagePolicy,
  type BlueprintRegistry,
} from '@plinth/blueprints/schema';
import type {
  DrillItem,
  Recovery,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { combineFreshness } from '../health/combineFreshness';
import { pullRequestLink } from '../health/links';
import { ReadingStore, sourcesOf, StoredStack, templateSource } from '../store';
import type { ReadinessSubject } from './ReadinessService';

/** What recovery is asked of: a unit, or one stack, which has no stage or blueprint of its own. */
export type RecoverySubject = Pick<
  ReadinessSubject,
  'entityRef' | 'account' | 'region' | 'blueprint' | 'repository'
> &
  Partial<Pick<UnitIdentity, 'stage'>>;

/** What the deployed templates state of their data stores and drills, from the store: asks AWS nothing. */
export class RecoveryService {
  readonly #readings: ReadingStore;
  readonly #blueprints: BlueprintRegistry;
  readonly #now: () => Date;

  constructor(options: {
    readings: ReadingStore;
    blueprints: BlueprintRegistry;
    now: () => Date;
  }) {
    this.#readings = options.readings;
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
      drills: this.#drillsOf(subject, living),
      freshness: combineFreshness(
        await this.#readings.freshness(
          sourcesOf(subject, living, templateSource),
        ),
      ),
    };
  }

  #drillsOf(subject: RecoverySubject, stacks: StoredStack[]): DrillItem[] {
    const { repository, stage } = subject;
    const [name, version] = (subject.blueprint ?? '').split('@');
    const blueprint = version
      ? this.#blueprints.find(name, version)
      : this.#blueprints.newest(name);
    const drills = assessDrills({
      stated: stacks.flatMap(({ recovery }) => recovery ?? []),
      drills: stacks.flatMap(stack => stack.drills ?? []),
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
