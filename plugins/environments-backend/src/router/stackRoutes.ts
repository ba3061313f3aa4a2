import { NotFoundError } from '@backstage/errors';
import {
  environmentReadPermission,
  StackDrift,
  StackEventPage,
  StackResourceList,
} from '@plinth/plugin-environments-common';
import { Request, Router } from 'express';
import { z } from 'zod';
import {
  cloudFormationSource,
  driftSource,
  ReadingStore,
  ResourceStore,
  StackEventStore,
  StoredStack,
} from '../store';
import { decodeCursor, encodeCursor } from '../paging/cursor';
import { ENTITY_PATH, EntityAuthorizer } from './EntityAuthorizer';
import type { SubjectResolver } from './SubjectResolver';

/** What the routes of one stack need. */
export interface StackRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  stackEvents: StackEventStore;
  resources: ResourceStore;
  readings: ReadingStore;
}

const EVENTS_PER_PAGE = 100;
const eventCursorSchema = z.object({ at: z.string(), id: z.string() });

/** Adds the routes that show one stack in depth. */
export function stackRoutes(router: Router, options: StackRoutesOptions): void {
  const { authorizer, subjects, stackEvents, resources, readings } = options;
  const path = `${ENTITY_PATH}/stacks/:stack`;

  const stackOf = async (req: Request): Promise<StoredStack> => {
    const entity = await authorizer.entity(req, environmentReadPermission);
    const subject = await subjects.resolve(entity);
    const own = await subjects.stacksOf(subject);
    const stack = own.find(s => s.name === req.params.stack);
    if (!stack) {
      throw new NotFoundError(
        `${entity.metadata.name} has no stack ${req.params.stack}; it has ${
          own.map(s => s.name).join(', ') || 'none'
        }`,
      );
    }
    return stack;
  };

  const freshnessOf = async (source: string) =>
    (await readings.freshness([source]))[0];

  router.get(`${path}/events`, async (req, res) => {
    const stack = await stackOf(req);
    const before = decodeCursor(
      req.query.cursor as string | undefined,
      eventCursorSchema,
    );
    const events = await stackEvents.listEvents(stack.stackId, {
      before,
      limit: EVENTS_PER_PAGE + 1,
    });
    const items = events.slice(0, EVENTS_PER_PAGE);
    const last = items.at(-1);
    const page: StackEventPage = {
      items: items.map(({ stackId, clientToken, ...event }) => event),
      pageInfo:
        last && events.length > items.length
          ? { nextCursor: encodeCursor({ at: last.at, id: last.id }) }
          : {},
      freshness: await freshnessOf(
        cloudFormationSource(stack.account, stack.region),
      ),
    };
    res.json(page);
  });

  router.get(`${path}/resources`, async (req, res) => {
    const stack = await stackOf(req);
    const list: StackResourceList = {
      items: (await resources.listResources(stack.stackId)).map(
        ({ differences, ...resource }) => resource,
      ),
      freshness: await freshnessOf(
        cloudFormationSource(stack.account, stack.region),
      ),
    };
    res.json(list);
  });

  router.get(`${path}/drift`, async (req, res) => {
    const stack = await stackOf(req);
    const drift: StackDrift = {
      summary: stack.drift,
      resources: (await resources.listResources(stack.stackId)).flatMap(
        resource =>
          resource.drift === 'MODIFIED' || resource.drift === 'DELETED'
            ? [
                {
                  logicalId: resource.logicalId,
                  physicalId: resource.physicalId,
                  resourceType: resource.resourceType,
                  status: resource.drift,
                  differences: resource.differences ?? [],
                },
              ]
            : [],
      ),
      freshness: await freshnessOf(driftSource(stack.account, stack.region)),
    };
    res.json(drift);
  });
}
