import type { Health } from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { StoredStack } from '../store';
import { gatherEvidence, HealthStores, HealthSubject } from './gatherEvidence';
import { judgeHealth } from './judgeHealth';

/** Health from the store; asks neither AWS nor GitHub. */
export class HealthService {
  readonly #stores: HealthStores;

  constructor(stores: HealthStores) {
    this.#stores = stores;
  }

  /** Health of units, in the order asked; one query per table for all of them. */
  async healthOf(subjects: HealthSubject[]): Promise<Health[]> {
    const stacks = await this.#stores.stacks.stacksOfUnits(subjects);
    const evidence = await gatherEvidence(
      subjects.map(subject => ({
        subject,
        stacks: stacks.filter(s => s.entityRef === subject.entityRef),
        whole: true,
      })),
      this.#stores,
    );
    return evidence.map(judgeHealth);
  }

  /** Health of one stack; its sync and deployment are those of its unit, as far as they concern it. */
  async healthOfStack(
    entityRef: string,
    stack: StoredStack,
    repository: RepositoryConfig | undefined,
  ): Promise<Health> {
    const { unit, account, region, name } = stack;
    const [evidence] = await gatherEvidence(
      [
        {
          subject: {
            entityRef,
            unit,
            account,
            region,
            stage: stack.stage,
            stacks: [name],
            repository,
          },
          stacks: [stack],
          whole: false,
        },
      ],
      this.#stores,
    );
    return judgeHealth(evidence);
  }
}
