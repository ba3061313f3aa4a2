import type { AccountQuota } from '@plinth/blueprints/schema';
import type { StackLocation } from '../aws/DeployedStack';

/** Where a quota holds. */
export type Place = Pick<StackLocation, 'account' | 'region'>;

/** What an account has of a quota. */
export interface QuotaStanding {
  /** What AWS lets it have. */
  readonly limit: number;
  /** What it has, by zone; all of it under {@link WHOLE_REGION} where the quota is one of a region. */
  readonly used: ReadonlyMap<string, number>;
}

/** Stands for the zone of what belongs to none. */
export const WHOLE_REGION = '';

/** Reads how much an account may have, and has. */
export interface QuotaReader {
  /** Throws when either cannot be told. */
  standing(place: Place, quota: AccountQuota): Promise<QuotaStanding>;
}
