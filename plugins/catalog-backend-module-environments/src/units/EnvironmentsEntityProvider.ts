import type {
  AuthService,
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { ConflictError, toError } from '@backstage/errors';
import type {
  CatalogService,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import { unitEntityRef } from '@plinth/blueprints/schema';
import {
  ANNOTATION_REPOSITORY,
  ANNOTATION_UNIT,
} from '@plinth/plugin-environments-common';
import { basename } from 'node:path';
import { SingleRun } from '../SingleRun';
import { isPushTo } from './isPushTo';
import type { RepositoryReference } from '@plinth/repository';
import { unitEntity } from './unitEntity';
import type { UnitTexts, UnitReader } from './UnitReader';

/** The catalog has processed what it was told after this. */
const CATALOG_LAG_MS = 60_000;

/** The topic on which the events back end passes GitHub's push webhooks on, once their signature is checked. */
const PUSH_TOPIC = 'github.push';

/**
 * Brings the environments and tenants of one infrastructure repository into the catalog.
 *
 * A push is only a hint to look: what counts is what the branch holds then. Entities are replaced only after the whole
 * repository was read, so an outage of GitHub deletes nothing. A unit whose files are wrong keeps the entity it had: the catalog is
 * asked for it, since another replica may have read it last, or this process may just have started. A name is the unit's that the
 * catalog had first: of another repository's unit of that name it is said that there is no entity, rather than that one hides the other.
 */
export class EnvironmentsEntityProvider implements EntityProvider {
  readonly #repository: RepositoryReference;
  readonly #reader: UnitReader;
  readonly #events: EventsService;
  readonly #schedule: SchedulerServiceTaskRunner;
  readonly #logger: LoggerService;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #now: () => number;
  readonly #onChange: () => Promise<void>;
  readonly #refresh = new SingleRun(() => this.#readAll());
  #read: { at: number; byRef: ReadonlyMap<string, Entity> } | undefined;
  /** By folder: the reason that was logged, so that it is logged once. */
  #problems = new Map<string, string>();
  #connection: EntityProviderConnection | undefined;

  constructor(options: {
    repository: RepositoryReference;
    reader: UnitReader;
    events: EventsService;
    schedule: SchedulerServiceTaskRunner;
    logger: LoggerService;
    catalog: CatalogService;
    auth: AuthService;
    /** Milliseconds; @default - the time of the machine */
    now?: () => number;
    /** Called after the catalog was told; @default - nothing */
    onChange?: () => Promise<void>;
  }) {
    this.#repository = options.repository;
    this.#reader = options.reader;
    this.#events = options.events;
    this.#schedule = options.schedule;
    this.#logger = options.logger;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#now = options.now ?? Date.now;
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

  /** The entity of a unit of this repository, if it was read here so recently that the catalog may not have it yet. */
  find(entityRef: string): Entity | undefined {
    return this.#read && this.#now() - this.#read.at < CATALOG_LAG_MS
      ? this.#read.byRef.get(entityRef)
      : undefined;
  }

  async #readAll(): Promise<void> {
    if (!this.#connection) {
      throw new Error(`${this.getProviderName()} is not connected`);
    }
    const entities: Entity[] = [];
    const problems = new Map<string, string>();
    const folders = await this.#reader.read();
    const taken = await this.#takenNames(folders);
    for (const folder of folders) {
      const entity = await this.#toEntity(folder, { problems, taken });
      if (entity) {
        entities.push(entity);
      }
    }
    this.#read = {
      at: this.#now(),
      byRef: new Map(
        entities.map(entity => [stringifyEntityRef(entity), entity]),
      ),
    };
    this.#problems = problems;
    await this.#connection.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({
        entity,
        locationKey: this.getProviderName(),
      })),
    });
    await this.#onChange();
  }

  async #toEntity(
    folder: UnitTexts,
    {
      problems,
      taken,
    }: {
      problems: Map<string, string>;
      taken: ReadonlyMap<string, string>;
    },
  ): Promise<Entity | undefined> {
    const holder = taken.get(folder.path);
    try {
      if (holder) {
        throw new ConflictError(
          `its name is that of a unit of ${holder}, and all infrastructure repositories share one set of names; rename one of them`,
        );
      }
      return await unitEntity(folder, this.#repository);
    } catch (error) {
      const before = holder ? undefined : await this.#knownEntity(folder.path);
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

  /** The repositories that have the names of some folders in the catalog, by path; only those other than this one. */
  async #takenNames(
    folders: readonly UnitTexts[],
  ): Promise<ReadonlyMap<string, string>> {
    const taken = new Map<string, string>();
    if (folders.length === 0) {
      return taken;
    }
    const { items } = await this.#catalog.getEntitiesByRefs(
      {
        entityRefs: folders.map(({ path }) =>
          unitEntityRef({ name: basename(path) }),
        ),
        fields: ['kind', 'metadata.name', 'metadata.annotations'],
      },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    items.forEach((entity, index) => {
      const holder = entity?.metadata.annotations?.[ANNOTATION_REPOSITORY];
      if (holder && holder !== this.#repository.fullName) {
        taken.set(folders[index].path, holder);
      }
    });
    return taken;
  }

  /** The last valid entity of a folder, as it was told the catalog. */
  async #knownEntity(path: string): Promise<Entity | undefined> {
    const entityRef = unitEntityRef({ name: basename(path) });
    const recent = this.find(entityRef);
    if (recent) {
      return recent;
    }
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    const annotations = entity?.metadata.annotations;
    if (
      !entity ||
      annotations?.[ANNOTATION_UNIT] !== path ||
      annotations[ANNOTATION_REPOSITORY] !== this.#repository.fullName
    ) {
      return undefined;
    }
    const { apiVersion, kind, metadata, spec } = entity;
    const { uid: _uid, etag: _etag, ...told } = metadata;
    return { apiVersion, kind, metadata: told, spec };
  }
}
