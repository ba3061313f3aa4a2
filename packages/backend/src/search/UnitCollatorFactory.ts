import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import type { DocumentCollatorFactory } from '@backstage/plugin-search-common';
import type { KnownUnitPage } from '@plinth/plugin-environments-common';
import { getAsService } from '@plinth/plugin-environments-node';
import { Readable } from 'node:stream';
import { unitDocument, UNITS_TYPE, type UnitDocument } from './unitDocument';

/** Reads environments and tenants from the environments back end, a page at a time, as the search itself. */
export class UnitCollatorFactory implements DocumentCollatorFactory {
  readonly type = UNITS_TYPE;
  readonly visibilityPermission = catalogEntityReadPermission;
  readonly #services: { auth: AuthService; discovery: DiscoveryService };

  constructor(services: { auth: AuthService; discovery: DiscoveryService }) {
    this.#services = services;
  }

  async getCollator(): Promise<Readable> {
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<UnitDocument> {
    let cursor: string | undefined;
    do {
      const page = await this.#page(cursor);
      yield* page.items.map(unitDocument);
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
  }

  #page(cursor: string | undefined): Promise<KnownUnitPage> {
    const query = cursor ? `?${new URLSearchParams({ cursor })}` : '';
    return getAsService(`/units${query}`, this.#services);
  }
}
