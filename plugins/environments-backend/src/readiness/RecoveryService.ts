import type { Recovery } from '@plinth/plugin-environments-common';
import { combineFreshness } from '../health/combineFreshness';
import { ReadingStore, StoredStack, templateSource } from '../store';
import { sourcesOf } from './sourcesOf';

/** What the deployed templates state of their data stores, from the store: asks AWS nothing. */
export class RecoveryService {
  readonly #readings: ReadingStore;

  constructor(options: { readings: ReadingStore }) {
    this.#readings = options.readings;
  }

  /** The data stores of a subject's stacks, in the order of stacks and statements. */
  async recoveryOf(
    subject: { entityRef: string; account: string; region: string },
    stacks: StoredStack[],
  ): Promise<Recovery> {
    const living = stacks.filter(stack => !stack.deletedAt);
    return {
      entityRef: subject.entityRef,
      items: living.flatMap(({ name, account, region, recovery = [] }) =>
        recovery.map(stated => ({ ...stated, stack: name, account, region })),
      ),
      freshness: combineFreshness(
        await this.#readings.freshness(
          sourcesOf(subject, living, templateSource),
        ),
      ),
    };
  }
}
