import type { AccountQuota } from '@plinth/blueprints/schema';
import type { AccountCredentials } from '../aws/AccountCredentials';
import { settingsOf } from '../aws/clientSettings';
import type { Place, QuotaReader, QuotaStanding } from './QuotaReader';
import type { QuotaClients } from './QuotaClients';

/**
 * Asks Service Quotas how much an account may have, and each service how much there is. The clients of all these services are loaded
 * for the first question: most plans have none.
 */
export class AwsQuotas implements QuotaReader {
  readonly #credentials: AccountCredentials;
  readonly #clients = new Map<string, Promise<QuotaClients>>();

  static create(options: { credentials: AccountCredentials }): AwsQuotas {
    return new AwsQuotas(options.credentials);
  }

  private constructor(credentials: AccountCredentials) {
    this.#credentials = credentials;
  }

  async standing(place: Place, quota: AccountQuota): Promise<QuotaStanding> {
    const { readStanding } = await import('./readStanding');
    return readStanding(await this.#at(place), place, quota);
  }

  /** Frees the connections. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#clients.values());
    for (const clients of opened) {
      if (clients.status === 'fulfilled') {
        clients.value.destroy();
      }
    }
  }

  #at(place: Place): Promise<QuotaClients> {
    const key = `${place.account}/${place.region}`;
    let clients = this.#clients.get(key);
    if (!clients) {
      clients = this.#open(place);
      this.#clients.set(key, clients);
    }
    return clients;
  }

  async #open(place: Place): Promise<QuotaClients> {
    const [{ QuotaClients: Clients }, settings] = await Promise.all([
      import('./QuotaClients'),
      settingsOf(place, this.#credentials),
    ]);
    return new Clients(settings);
  }
}
