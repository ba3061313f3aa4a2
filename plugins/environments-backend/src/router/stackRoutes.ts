import { NotFoundError } from '@backstage/errors';
import {
  environmentReadPermission,
  StackDrift,
  StackEventPage,
  StackResourceList,
} from '@plinth/plugin-environments-common';
import { Request, Router } from 'express';
import { z } from 'zod';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { runLink } from '../health/links';
import { resourceConsoleUrl } from '../health/resourceConsole';
import { readPipelineToken } from '../health/stackOperations';
import {
  cloudFormationSource,
  ConstructStore,
  driftSource,
  ReadingStore,
  RepositoryStore,
  ResourceStore,
  StackEventStore,
  StoredStack,
  StoredStackEvent,
} from '../store';
import { decodeCursor, encodeCursor } from '../paging/cursor';
import { ENTITY_PATH, EntityAuthorizer } from './EntityAuthorizer';
import type { SubjectResolver } from './SubjectResolver';

/** What the routes of one stack need. */
export interface StackRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  constructs: ConstructStore;
  repositories: RepositoryStore;
  stackEvents: StackEventStore;
  resources: ResourceStore;
  readings: ReadingStore;
}

const EVENTS_PER_PAGE = 100;
const eventCursorSchema = z.object({ at: z.string(), id: z.string() });

/** Adds the routes that show one stack in depth. */
export function stackRoutes(router: Router, options: StackRoutesOptions): void {
  const { authorizer, subjects, stackEvents, resources, readings } = options;
  const { constructs, repositories } = options;
  const path = `${ENTITY_PATH}/stacks/:stack`;

  const stackOf = async (
    req: Request,
  ): Promise<{ stack: StoredStack; repository?: RepositoryConfig }> => {
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
    return { stack, repository: subject.repository };
  };

  /** What began the operations that events are of, where that was the pipeline for a commit on the branch. */
  const originsOf = async (
    events: readonly StoredStackEvent[],
    repository: RepositoryConfig | undefined,
  ) => {
    const tokens = events.flatMap(
      ({ clientToken }) => readPipelineToken(clientToken) ?? [],
    );
    const commits = repository
      ? await repositories.commitsBeginning(repository.fullName, [
          ...new Set(tokens.map(({ commitPrefix }) => commitPrefix)),
        ])
      : undefined;
    return ({ clientToken }: StoredStackEvent) => {
      const token = readPipelineToken(clientToken);
      const commit = token && commits?.get(token.commitPrefix);
      return repository && token && commit
        ? { commit, run: runLink(repository, token.run) }
        : {};
    };
  };

  const freshnessOf = async (source: string) =>
    (await readings.freshness([source]))[0];

  router.get(`${path}/events`, async (req, res) => {
    const { stack, repository } = await stackOf(req);
    const before = decodeCursor(
      req.query.cursor as string | undefined,
      eventCursorSchema,
    );
    const events = await stackEvents.listEvents(stack.stackId, {
      before,
      logicalId: req.query.resource as string | undefined,
      limit: EVENTS_PER_PAGE + 1,
    });
    const items = events.slice(0, EVENTS_PER_PAGE);
    const last = items.at(-1);
    const originOf = await originsOf(items, repository);
    const page: StackEventPage = {
      items: items.map(item => {
        const { stackId, clientToken, ...event } = item;
        return { ...event, ...originOf(item) };
      }),
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
    const { stack, repository } = await stackOf(req);
    const [listed, paths] = await Promise.all([
      resources.listResources(stack.stackId),
      constructs.constructsOf(stack, repository?.fullName),
    ]);
    const list: StackResourceList = {
      items: listed.map(({ differences, ...resource }) => ({
        ...resource,
        consoleUrl: resourceConsoleUrl(resource, stack),
        constructPath: paths.get(resource.logicalId),
      })),
      freshness: await freshnessOf(
        cloudFormationSource(stack.account, stack.region),
      ),
    };
    res.json(list);
  });

  router.get(`${path}/drift`, async (req, res) => {
    const { stack } = await stackOf(req);
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
