import type { ServiceQuota } from '@aws-sdk/client-service-quotas';
import type { AccountQuota, QuotaName } from '@plinth/blueprints/schema';
import type { AccountCredentials } from '../aws/AccountCredentials';
import { settingsOf } from '../aws/clientSettings';
import type { Place, QuotaReader, QuotaStanding } from './QuotaReader';
import { QuotaClients, sdk } from './QuotaClients';
import { usageReaders } from './usageReaders';

/** Asks Service Quotas how much an account may have, and each service how much there is. */
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
    const clients = await this.#at(place);
    const applied = await appliedQuota(clients, quota);
    return {
      limit: applied?.Value ?? quota.standard,
      used: await usageReaders[quota.name as QuotaName](
        clients,
        place,
        applied?.UsageMetric,
      ),
    };
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
      clients = settingsOf(place, this.#credentials).then(
        settings => new QuotaClients(settings),
      );
      this.#clients.set(key, clients);
    }
    return clients;
  }
}

/** The quota as it is applied to the account, else as AWS gives it to all; undefined for one that has no code. */
async function appliedQuota(
  { quotas }: QuotaClients,
  { code, name }: AccountQuota,
): Promise<ServiceQuota | undefined> {
  if (!code) {
    return undefined;
  }
  const {
    GetAWSDefaultServiceQuotaCommand,
    GetServiceQuotaCommand,
    NoSuchResourceException,
  } = sdk.quotas();
  const asked = { ServiceCode: code.service, QuotaCode: code.quota };
  const { Quota: quota } = await quotas
    .send(new GetServiceQuotaCommand(asked))
    .catch((error: unknown) => {
      // So AWS answers of some quotas that nobody had raised.
      if (error instanceof NoSuchResourceException) {
        return quotas.send(new GetAWSDefaultServiceQuotaCommand(asked));
      }
      throw error;
    });
  if (quota?.Value === undefined) {
    throw new Error(`Service Quotas gave no figure for ${name}`);
  }
  return quota;
}
