import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { StackIdentity } from '@plinth/plugin-environments-common';
import type { StackInventory } from './StackInventory';

/** Reads the stack inventory from the environments back end, as the calling plugin itself. */
export class StackInventoryClient implements StackInventory {
  readonly #discovery: DiscoveryService;
  readonly #auth: AuthService;

  constructor(options: { discovery: DiscoveryService; auth: AuthService }) {
    this.#discovery = options.discovery;
    this.#auth = options.auth;
  }

  async listStacks(): Promise<{ items: StackIdentity[] }> {
    const [baseUrl, { token }] = await Promise.all([
      this.#discovery.getBaseUrl('environments'),
      this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: 'environments',
      }),
    ]);
    const response = await fetch(`${baseUrl}/v1/stacks`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}
