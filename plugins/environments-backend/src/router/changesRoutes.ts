import {
  ChangePage,
  changesReadPermission,
  ListChangesQuery,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import type { ActorNames } from '../changes/ActorNames';
import type { ChangesService } from '../changes/ChangesService';
import { trailRegionsOf } from '../collect/trail/services';
import { combineFreshness } from '../health/combineFreshness';
import {
  cloudFormationSource,
  cloudTrailSource,
  ReadingStore,
  repositorySource,
} from '../store';
import { ENTITY_PATH, EntityAuthorizer } from './EntityAuthorizer';
import type { SubjectResolver } from './SubjectResolver';
import { unitOf } from './unitOf';

/** What the audit trail's route needs. */
export interface ChangesRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  changes: ChangesService;
  actors: ActorNames;
  readings: ReadingStore;
}

const DEFAULT_LIMIT = 25;
/** Adds the route of the audit trail. */
export function changesRoutes(
  router: Router,
  options: ChangesRoutesOptions,
): void {
  const { authorizer, changes, actors, readings } = options;

  router.get(`${ENTITY_PATH}/changes`, async (req, res) => {
    const credentials = await authorizer.credentials(req);
    // A stack has the audit trail of its unit, for those who may read that.
    const { subject } = await unitOf(req, changesReadPermission, options);
    const { repository, unit } = subject;

    const { cursor, limit = DEFAULT_LIMIT } = req.query as ListChangesQuery;
    const { items, pageInfo } = repository
      ? await changes.page(repository, unit.unit, { cursor, limit })
      : { items: [], pageInfo: {} };
    const page: ChangePage = {
      items: await actors.name(items, credentials),
      pageInfo,
      freshness: combineFreshness(
        await readings.freshness([
          ...(repository ? [repositorySource(repository.fullName)] : []),
          cloudFormationSource(unit.account, unit.region),
          ...trailRegionsOf([unit.region]).map(region =>
            cloudTrailSource(unit.account, region),
          ),
        ]),
      ),
    };
    res.json(page);
  });
}
