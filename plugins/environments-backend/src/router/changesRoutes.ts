import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  Change,
  ChangePage,
  changesReadPermission,
  ListChangesQuery,
} from '@plinth/plugin-environments-common';
import { Router } from 'express';
import { z } from 'zod';
import type { ActorNames } from '../changes/ActorNames';
import type { ChangesService } from '../changes/ChangesService';
import { combineFreshness } from '../health/combineFreshness';
import {
  cloudFormationSource,
  cloudTrailSource,
  ReadingStore,
  repositorySource,
} from '../store';
import { decodeCursor, encodeCursor } from './cursor';
import type { EntityAuthorizer } from './EntityAuthorizer';
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
const cursorSchema = z.object({ at: z.string(), id: z.string() });

/** True when the change comes after the position, in a list that runs from new to old. */
function isAfter(change: Change, position: { at: string; id: string }) {
  return (
    change.at < position.at ||
    (change.at === position.at && change.id < position.id)
  );
}

/** Adds the route of the audit trail. */
export function changesRoutes(
  router: Router,
  options: ChangesRoutesOptions,
): void {
  const { authorizer, subjects, changes, actors, readings } = options;

  router.get(
    '/v1/entities/:namespace/:kind/:name/changes',
    async (req, res) => {
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
      const unit =
        subject.kind === 'unit'
          ? subject.unit
          : { ...subject.stack, unit: subject.stack.unit };

      const query = req.query as ListChangesQuery;
      const limit = query.limit ?? DEFAULT_LIMIT;
      const position = decodeCursor(query.cursor, cursorSchema);
      const all = repository
        ? await changes.changesOf(repository, unit.unit)
        : [];
      const rest = position ? all.filter(c => isAfter(c, position)) : all;
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      const page: ChangePage = {
        items: await actors.name(items, credentials),
        pageInfo:
          last && rest.length > items.length
            ? { nextCursor: encodeCursor({ at: last.at, id: last.id }) }
            : {},
        freshness: combineFreshness(
          await readings.freshness([
            ...(repository ? [repositorySource(repository.id)] : []),
            cloudFormationSource(unit.account, unit.region),
            cloudTrailSource(unit.account, unit.region),
          ]),
        ),
      };
      res.json(page);
    },
  );
}
