import { mockServices } from '@backstage/backend-test-utils';
import { FactRecorder } from '../collect/reading/FactRecorder';
import { ReadingRecorder } from '../collect/reading/ReadingRecorder';
import { RepositoryFinder } from '../collect/reading/RepositoryFinder';
import { readEnvironmentsConfig } from '../config/EnvironmentsConfig';
import { UnitRepositories } from '../config/UnitRepositories';
import type { Ledger } from '../ledger/Ledger';
import type { LeaseStore, ReadingStore, RepositoryStore } from '../store';

/** The infrastructure repositories at these addresses, as the configuration names them. */
export function configuredRepositories(urls: string[]): UnitRepositories {
  const config = mockServices.rootConfig({
    data: { environments: { repositories: urls.map(url => ({ url })) } },
  });
  return new UnitRepositories(readEnvironmentsConfig(config).repositories);
}

/** What the collectors share, over the stores of a test. */
export function collectorParts(
  stores: {
    leases: LeaseStore;
    readings: ReadingStore;
    repositories: RepositoryStore;
    ledger: Ledger;
  },
  options: {
    /**
     * Addresses of the infrastructure repositories.
     *
     * @default - none
     */
    repositoryUrls?: string[];
    /** @default - the time of the machine */
    now?: () => Date;
  } = {},
) {
  const { repositoryUrls = [], now = () => new Date() } = options;
  const configured = configuredRepositories(repositoryUrls);
  const logger = mockServices.logger.mock();
  return {
    now,
    logger,
    recorder: new ReadingRecorder({ ...stores, logger, now }),
    facts: new FactRecorder({
      ledger: stores.ledger,
      finder: new RepositoryFinder({ ...stores, configured }),
      now,
    }),
  };
}
