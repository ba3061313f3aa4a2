import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { ActorNames } from '../changes/ActorNames';
import { SingleFlight } from '../collect/reading/SingleFlight';
import type { UnitRepositories } from '../config/UnitRepositories';
import type { FleetService } from '../fleet/FleetService';
import { askedOwner, fullRef } from '../requests/asked';
import { judgeRequest } from '../requests/judgeRequest';
import type { RequestAccess } from '../requests/RequestAccess';
import type { RequestReader } from '../requests/RequestReader';
import type { FoundRequest } from '../requests/RequestService';
import { actorsOfRequest } from '../requests/stepsOf';
import type { LeaseStore, NotifiedStore } from '../store';
import type { Thing } from './Thing';
import { thingsOfRequest } from './thingsOfRequest';
import { driftKey, thingsOfUnits } from './thingsOfUnits';

/** What happened before is no news, as of a repository that is read for the first time. */
const NEWS_MS = 86_400_000;

/*
 * Each thing is told once to each recipient. What there is to tell follows from the store alone, so that nothing is lost with a
 * process: every run tells what was not told yet. One replica runs at a time. What is told is remembered after it was sent; a process
 * that is killed between the two sends it again, in the same scope, by which Backstage takes it for the notification that is there.
 */

/** Tells people what concerns them, through Backstage's notifications. */
export class Notifier {
  readonly #access: RequestAccess;
  readonly #actors: ActorNames;
  readonly #auth: AuthService;
  readonly #fleet: FleetService;
  readonly #leases: LeaseStore;
  readonly #logger: LoggerService;
  readonly #notifications: NotificationService;
  readonly #notified: NotifiedStore;
  readonly #reader: RequestReader;
  readonly #repositories: UnitRepositories;
  readonly #now: () => Date;
  readonly #flights = new SingleFlight();

  constructor(options: {
    access: RequestAccess;
    actors: ActorNames;
    auth: AuthService;
    fleet: FleetService;
    leases: LeaseStore;
    logger: LoggerService;
    notifications: NotificationService;
    notified: NotifiedStore;
    reader: RequestReader;
    unitRepositories: UnitRepositories;
    now: () => Date;
  }) {
    this.#access = options.access;
    this.#actors = options.actors;
    this.#auth = options.auth;
    this.#fleet = options.fleet;
    this.#leases = options.leases;
    this.#logger = options.logger;
    this.#notifications = options.notifications;
    this.#notified = options.notified;
    this.#reader = options.reader;
    this.#repositories = options.unitRepositories;
    this.#now = options.now;
  }

  /**
   * Tells what was not told yet. What cannot be sent is logged, and told by a later run. Runs that are asked for while one is under way
   * are one more run after it.
   */
  run(): Promise<void> {
    return this.#flights.run('notifications', () =>
      this.#leases.hold('notifications', () => this.#tellAll()),
    );
  }

  async #tellAll(): Promise<void> {
    const news = this.#now().getTime() - NEWS_MS;
    const things = [
      ...(await this.#ofRequests()),
      ...(await this.#ofUnits()),
    ].filter(({ at }) => at === undefined || Date.parse(at) >= news);
    const told = await this.#notified.toldTo(things.map(({ key }) => key));
    for (const thing of things) {
      const recipients = thing.recipients.filter(
        each => !told.get(thing.key)?.has(each),
      );
      if (recipients.length > 0) {
        await this.#tell({ ...thing, recipients });
      }
    }
  }

  async #tell(thing: Thing): Promise<void> {
    const { key, kind, recipients, title, description, link, severity } = thing;
    try {
      await this.#notifications.send({
        recipients: { type: 'entity', entityRef: recipients },
        payload: {
          title,
          description,
          link,
          severity,
          topic: kind,
          scope: key,
        },
      });
    } catch (error) {
      this.#logger.warn(
        `Nobody could be told ${key}; it is tried again`,
        error as Error,
      );
      return;
    }
    await this.#notified.told(key, recipients, { at: this.#now() });
  }

  async #ofRequests(): Promise<Thing[]> {
    const endedSince = new Date(this.#now().getTime() - 2 * NEWS_MS);
    const all = await Promise.all(
      this.#repositories.all.map(async repository => {
        const known = await this.#access.know(
          await this.#reader.current(repository, { endedSince }),
        );
        const facts = await this.#reader.factsOf(repository, known);
        return facts.map((each, index): FoundRequest => ({
          known: known[index],
          facts: each,
          judgement: judgeRequest(each),
        }));
      }),
    );
    const requests = all.flat();
    const nameOf = await this.#actors.namer(
      requests.flatMap(({ facts, judgement }) =>
        actorsOfRequest(facts, judgement),
      ),
      await this.#auth.getOwnServiceCredentials(),
    );
    const refOf = (actor: string) => fullRef(nameOf(actor));
    return requests.flatMap(request =>
      thingsOfRequest(request, {
        refOf,
        ownerOf: path =>
          request.known.identities.get(path)?.owner ??
          askedOwner(request.facts.pull, path),
      }),
    );
  }

  async #ofUnits(): Promise<Thing[]> {
    const rows = await this.#fleet.allRows();
    await this.#notified.forget(
      rows
        .filter(({ sync }) => sync === 'InSync' || sync === 'Behind')
        .map(driftKey),
    );
    return thingsOfUnits(rows, this.#now());
  }
}
