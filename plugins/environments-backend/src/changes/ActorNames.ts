import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import type { Change } from '@plinth/plugin-environments-common';
import {
  GITHUB_LOGIN_ANNOTATION,
  githubAccountOf,
} from '@plinth/plugin-environments-node';

/** A GitHub login; everything else is an entity reference, an ARN or a bot such as `renovate[bot]`. */
const LOGIN = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,38})$/;

function actorsOf(change: Change): string[] {
  return [
    ...(change.requester ? [change.requester] : []),
    ...(change.approvers ?? []),
    ...change.entries.flatMap(entry => entry.actor ?? []),
  ];
}

/** Whose name at GitHub is told by the annotation is not who is named like it here. */
function loginOf(user: Entity): string {
  return githubAccountOf(user).login ?? user.metadata.name;
}

/** Writes logins as entity references where the catalog has a user of that login whom the caller may see. */
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
    const nameOf = await this.namer(changes.flatMap(actorsOf), credentials);
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

  /** Names any of these actors; one catalog request for all of them. */
  async namer(
    actors: readonly string[],
    credentials: BackstageCredentials,
  ): Promise<(actor: string) => string> {
    const logins = [...new Set(actors.filter(actor => LOGIN.test(actor)))];
    if (logins.length === 0) {
      return actor => actor;
    }
    const { items } = await this.#catalog.getEntities(
      {
        filter: [
          {
            kind: 'user',
            [`metadata.annotations.${GITHUB_LOGIN_ANNOTATION}`]: logins,
          },
          {
            kind: 'user',
            'metadata.namespace': 'default',
            'metadata.name': logins,
          },
        ],
        fields: ['kind', 'metadata'],
      },
      { credentials },
    );
    const known = new Map(
      items.map(user => [
        loginOf(user).toLowerCase(),
        stringifyEntityRef(user),
      ]),
    );
    return actor => known.get(actor.toLowerCase()) ?? actor;
  }
}
