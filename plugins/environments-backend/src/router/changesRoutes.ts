import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
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
  const { authorizer, subjects, changes, actors, readings } = options;

  router.get(`${ENTITY_PATH}/changes`, async (req, res) => {
    const credentials = await authorizer.credentials(req);
    const entity = await authorizer.entity(req, changesReadPermission);
    let subject = await subjects.resolve(entity);
    if (subject.kind === 'stack') {
      // A stack has the audit trail of its unit, for those who may read that.
      const unit = await authorizer.entityByRef(
        stringifyEntityRef(parseEntityRef(subject.stack.entityRef)),
        changesReadPermission,
        credentials,
      );
      subject = await subjects.resolve(unit);
    }
    const { repository } = subject;
    const unit = subject.kind === 'unit' ? subject.unit : subject.stack;

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
