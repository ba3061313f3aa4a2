import type {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import { SingleRun } from '../SingleRun';
import { isPushTo } from './isPushTo';
import type { RepositoryReference } from '@plinth/repository';
import { unitEntity } from './unitEntity';
import type { UnitTexts, UnitReader } from './UnitReader';

/** The topic on which the events back end passes GitHub's push webhooks on, once their signature is checked. */
const PUSH_TOPIC = 'github.push';

/**
 * Brings the environments and tenants of one infrastructure repository into the catalog.
 *
 * A push is only a hint to look: what counts is what the branch holds then. Entities are replaced only after the whole
 * repository was read, so an outage of GitHub deletes nothing. A unit whose files are wrong keeps the entity it had.
 */
export class EnvironmentsEntityProvider implements EntityProvider {
  readonly #repository: RepositoryReference;
  readonly #reader: UnitReader;
  readonly #events: EventsService;
  readonly #schedule: SchedulerServiceTaskRunner;
  readonly #logger: LoggerService;
  readonly #onChange: () => Promise<void>;
  readonly #refresh = new SingleRun(() => this.#read());
  /** By folder: the last valid entity. */
  #entities = new Map<string, Entity>();
  #byRef = new Map<string, Entity>();
  /** By folder: the reason that was logged, so that it is logged once. */
  #problems = new Map<string, string>();
  #connection: EntityProviderConnection | undefined;

  constructor(options: {
    repository: RepositoryReference;
    reader: UnitReader;
    events: EventsService;
    schedule: SchedulerServiceTaskRunner;
    logger: LoggerService;
    /** Called after the catalog was told; @default - nothing */
    onChange?: () => Promise<void>;
  }) {
    this.#repository = options.repository;
    this.#reader = options.reader;
    this.#events = options.events;
    this.#schedule = options.schedule;
    this.#logger = options.logger;
    this.#onChange = options.onChange ?? (async () => {});
  }

  getProviderName(): string {
    return `environments:${this.#repository.fullName}`;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    const id = this.getProviderName();
    await this.#events.subscribe({
      id,
      topics: [PUSH_TOPIC],
      onEvent: async ({ eventPayload }) => {
        if (isPushTo(this.#repository, eventPayload)) {
          await this.refresh();
        }
      },
    });
    await this.#schedule.run({ id, fn: () => this.refresh() });
  }

  /** Reads the repository again, and tells the catalog. */
  async refresh(): Promise<void> {
    await this.#refresh.run();
  }

  /** The entity of a unit of this repository as it was last read. */
  find(entityRef: string): Entity | undefined {
    return this.#byRef.get(entityRef);
  }

  async #read(): Promise<void> {
    if (!this.#connection) {
      throw new Error(`${this.getProviderName()} is not connected`);
    }
    const entities = new Map<string, Entity>();
    const problems = new Map<string, string>();
    for (const folder of await this.#reader.read()) {
      const entity = await this.#toEntity(folder, problems);
      if (entity) {
        entities.set(folder.path, entity);
      }
    }
    this.#entities = entities;
    this.#byRef = new Map(
      [...entities.values()].map(entity => [
        stringifyEntityRef(entity),
        entity,
      ]),
    );
    this.#problems = problems;
    await this.#connection.applyMutation({
      type: 'full',
      entities: [...entities.values()].map(entity => ({
        entity,
        locationKey: this.getProviderName(),
      })),
    });
    await this.#onChange();
  }

  async #toEntity(
    folder: UnitTexts,
    problems: Map<string, string>,
  ): Promise<Entity | undefined> {
    try {
      return await unitEntity(folder, this.#repository);
    } catch (error) {
      const before = this.#entities.get(folder.path);
      const problem = toError(error).message;
      problems.set(folder.path, problem);
      if (this.#problems.get(folder.path) !== problem) {
        this.#logger.error(
          `${folder.path} of ${this.#repository.fullName} is ${before ? 'kept as it was' : 'left out'}: ${problem}`,
        );
      }
      return before;
    }
  }
}
