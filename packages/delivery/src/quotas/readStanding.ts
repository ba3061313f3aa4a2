import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import type { AccountQuota, QuotaName } from '@plinth/blueprints/schema';
import type { QuotaClients } from './QuotaClients';
import type { Place, QuotaStanding } from './QuotaReader';
import { usageReaders } from './usageReaders';

/** Asks Service Quotas how much an account may have, and the service how much there is. Throws when either cannot be told. */
export async function readStanding(
  clients: QuotaClients,
  place: Place,
  quota: AccountQuota,
): Promise<QuotaStanding> {
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

/** The quota as it is applied to the account, else as AWS gives it to all; undefined for one that has no code. */
async function appliedQuota(
  { quotas }: QuotaClients,
  { code, name }: AccountQuota,
): Promise<ServiceQuota | undefined> {
  if (!code) {
    return undefined;
  }
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
