import type { Governance } from '@plinth/blueprints/schema';
import type { Place } from '../removal/FoundStack';

/** The accounts and regions in which the governance phase lets previews be. */
export function previewPlaces({ authorizes }: Governance): Place[] {
  return authorizes.accounts
    .filter(({ stages }) => stages.includes('preview'))
    .flatMap(({ id, regions }) =>
      regions.map(region => ({ account: id, region })),
    );
}
