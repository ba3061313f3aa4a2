import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import type { StackIdentity } from '@plinth/plugin-environments-common';
import { getAsService } from './getAsService';
import type { StackInventory } from './StackInventory';

/** Reads the stack inventory from the environments back end, as the calling plugin itself. */
export class StackInventoryClient implements StackInventory {
  readonly #services: { discovery: DiscoveryService; auth: AuthService };

  constructor(services: { discovery: DiscoveryService; auth: AuthService }) {
    this.#services = services;
  }

  async listStacks(): Promise<{ items: StackIdentity[] }> {
    return getAsService('/stacks', this.#services);
  }
}
