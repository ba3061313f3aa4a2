import type {
  AuthService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type {
  CatalogService,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  STACKS_TOPIC,
  type StackInventory,
} from '@plinth/plugin-environments-node';
import { SingleRun } from '../SingleRun';
import { stackEntity } from './stackEntity';

/**
 * Brings the CloudFormation stacks that the environments back end knows into the catalog, each below its unit. Only
 * identity comes here; a stack's state stays with the back end.
 */
export class StackEntityProvider implements EntityProvider {
  readonly #inventory: StackInventory;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #events: EventsService;
  readonly #schedule: SchedulerServiceTaskRunner;
  readonly #findUnit: (entityRef: string) => Entity | undefined;
  readonly #refresh = new SingleRun(() => this.#read());
  #connection: EntityProviderConnection | undefined;

  constructor(options: {
    inventory: StackInventory;
    catalog: CatalogService;
    auth: AuthService;
    events: EventsService;
    schedule: SchedulerServiceTaskRunner;
    /** A unit's entity as it was just read; @default - the catalog alone is asked */
    findUnit?: (entityRef: string) => Entity | undefined;
  }) {
    this.#inventory = options.inventory;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#events = options.events;
    this.#schedule = options.schedule;
    this.#findUnit = options.findUnit ?? (() => undefined);
  }

  getProviderName(): string {
    return 'environments:stacks';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    const id = this.getProviderName();
    await this.#events.subscribe({
      id,
      topics: [STACKS_TOPIC],
      onEvent: () => this.refresh(),
    });
    await this.#schedule.run({ id, fn: () => this.refresh() });
  }

  /** Asks for the stacks again, and tells the catalog. */
  async refresh(): Promise<void> {
    await this.#refresh.run();
  }

  async #read(): Promise<void> {
    if (!this.#connection) {
      throw new Error(`${this.getProviderName()} is not connected`);
    }
    const { items } = await this.#inventory.listStacks();
    const units = await this.#unitsOf(items.map(({ entityRef }) => entityRef));
    await this.#connection.applyMutation({
      type: 'full',
      entities: items.map(stack => ({
        entity: stackEntity(stack, units.get(stack.entityRef)),
        locationKey: this.getProviderName(),
      })),
    });
  }

  /** The catalog takes a while to process what the other provider told it, and outlives this process. */
  async #unitsOf(refs: string[]): Promise<ReadonlyMap<string, Entity>> {
    const units = new Map<string, Entity>();
    const others: string[] = [];
    for (const ref of new Set(refs)) {
      const unit = this.#findUnit(ref);
      if (unit) {
        units.set(ref, unit);
      } else {
        others.push(ref);
      }
    }
    if (others.length > 0) {
      const { items } = await this.#catalog.getEntitiesByRefs(
        {
          entityRefs: others,
          fields: ['kind', 'metadata', 'spec.owner', 'spec.system'],
        },
        { credentials: await this.#auth.getOwnServiceCredentials() },
      );
      items.forEach((entity, index) => {
        if (entity) {
          units.set(others[index], entity);
        }
      });
    }
    return units;
  }
}
