import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import type { Change } from '@plinth/plugin-environments-common';

/** A GitHub login; everything else is an entity reference, an ARN or a bot such as `renovate[bot]`. */
const LOGIN = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,38})$/;

function refOf(login: string): string {
  return stringifyEntityRef({
    kind: 'user',
    namespace: 'default',
    name: login.toLowerCase(),
  });
}

function actorsOf(change: Change): string[] {
  return [
    ...(change.requester ? [change.requester] : []),
    ...(change.approvers ?? []),
    ...change.entries.flatMap(entry => entry.actor ?? []),
  ];
}

/** Writes logins as entity references where the catalog has a user of that name that the caller may see. */
export class ActorNames {
  readonly #catalog: CatalogService;

  constructor(options: { catalog: CatalogService }) {
    this.#catalog = options.catalog;
  }

  /** The changes with their actors named; one catalog request for all of them. */
  async name(
    changes: Change[],
    credentials: BackstageCredentials,
  ): Promise<Change[]> {
    const logins = [
      ...new Set(changes.flatMap(actorsOf).filter(actor => LOGIN.test(actor))),
    ];
    if (logins.length === 0) {
      return changes;
    }
    const { items } = await this.#catalog.getEntitiesByRefs(
      {
        entityRefs: logins.map(refOf),
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials },
    );
    const known = new Map(
      logins.flatMap((login, index) =>
        items[index] ? [[login, refOf(login)] as const] : [],
      ),
    );
    const nameOf = (actor: string) => known.get(actor) ?? actor;
    return changes.map(change => ({
      ...change,
      ...(change.requester ? { requester: nameOf(change.requester) } : {}),
      ...(change.approvers
        ? { approvers: [...new Set(change.approvers.map(nameOf))] }
        : {}),
      entries: change.entries.map(entry => ({
        ...entry,
        ...(entry.actor ? { actor: nameOf(entry.actor) } : {}),
      })),
    }));
  }
}
