import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import type { DocumentCollatorFactory } from '@backstage/plugin-search-common';
import type { KnownUnitPage } from '@plinth/plugin-environments-common';
import { Readable } from 'node:stream';
import { unitDocument, UNITS_TYPE, type UnitDocument } from './unitDocument';

/** Reads environments and tenants from the environments back end, a page at a time, as the search itself. */
export class UnitCollatorFactory implements DocumentCollatorFactory {
  readonly type = UNITS_TYPE;
  readonly visibilityPermission = catalogEntityReadPermission;
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
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

  async #page(cursor: string | undefined): Promise<KnownUnitPage> {
    const [baseUrl, { token }] = await Promise.all([
      this.#discovery.getBaseUrl('environments'),
      this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: 'environments',
      }),
    ]);
    const query = cursor ? `?${new URLSearchParams({ cursor })}` : '';
    const response = await fetch(`${baseUrl}/v1/units${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}
