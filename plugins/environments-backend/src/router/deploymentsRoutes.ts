import { parseEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import {
  changesReadPermission,
  environmentReadPermission,
  type Deployment,
  type DeploymentPage,
  type DeploymentTimeline,
  type ListDeploymentsQuery,
} from '@plinth/plugin-environments-common';
import type { Router } from 'express';
import type { ActorNames } from '../changes/ActorNames';
import type { DeploymentsService } from '../deployments/DeploymentsService';
import type { TimelineService } from '../deployments/TimelineService';
import { combineFreshness } from '../health/combineFreshness';
import {
  cloudFormationSource,
  repositorySource,
  runsSource,
  type ReadingStore,
} from '../store';
import { ENTITY_PATH, type EntityAuthorizer } from './EntityAuthorizer';
import type { SubjectResolver } from './SubjectResolver';
import { unitOf } from './unitOf';

/** What the routes of deployments need. */
export interface DeploymentsRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  deployments: DeploymentsService;
  timelines: TimelineService;
  actors: ActorNames;
  readings: ReadingStore;
}

const DEFAULT_LIMIT = 25;

/** Adds the routes of the deployments of a unit: part of its audit trail, for those who may read that. */
export function deploymentsRoutes(
  router: Router,
  options: DeploymentsRoutesOptions,
): void {
  const { authorizer, subjects, deployments, timelines, actors, readings } =
    options;
  const path = `${ENTITY_PATH}/deployments`;

  router.get(path, async (req, res) => {
    const credentials = await authorizer.credentials(req);
    // A stack has the deployments of its unit, for those who may read that.
    const { subject } = await unitOf(req, changesReadPermission, options);
    const { repository, unit } = subject;
    const { cursor, limit = DEFAULT_LIMIT } = req.query as ListDeploymentsQuery;
    const { items, pageInfo } = repository
      ? await deployments.page(repository, unit, { cursor, limit })
      : { items: [], pageInfo: {} };
    const nameOf = await actors.namer(items.flatMap(actorsOf), credentials);
    const page: DeploymentPage = {
      items: items.map(item => named(item, nameOf)),
      pageInfo,
      freshness: combineFreshness(
        await readings.freshness(
          repository
            ? [
                repositorySource(repository.fullName),
                runsSource(repository.fullName),
              ]
            : [],
        ),
      ),
    };
    res.json(page);
  });

  router.get(`${path}/:deployment/timeline`, async (req, res) => {
    const { entityRef, subject } = await unitOf(
      req,
      changesReadPermission,
      options,
    );
    // What is done with resources is shown with the stacks, too.
    await authorizer.entityByRef(
      entityRef,
      environmentReadPermission,
      await authorizer.credentials(req),
    );
    const { repository, unit } = subject;
    const id = String(req.params.deployment);
    const facts = repository && (await deployments.find(repository, unit, id));
    if (!facts) {
      throw new NotFoundError(
        `${parseEntityRef(entityRef).name} has no deployment ${id}; its Deployments tab lists those that there are`,
      );
    }
    const timeline: DeploymentTimeline = {
      ...(await timelines.timelineOf(
        facts,
        unit.unit,
        await subjects.stacksOf(subject),
      )),
      freshness: combineFreshness(
        await readings.freshness([
          cloudFormationSource(unit.account, unit.region),
        ]),
      ),
    };
    res.json(timeline);
  });
}

function actorsOf({
  requester,
  approvers = [],
  reviews = [],
  waitingFor = [],
}: Deployment): string[] {
  return [
    ...(requester ? [requester] : []),
    ...approvers,
    ...reviews.map(({ reviewer }) => reviewer),
    ...waitingFor.flatMap(({ reviewers }) => reviewers),
  ];
}

/** A deployment in which people have the names by which the catalog knows them. */
function named(
  deployment: Deployment,
  nameOf: (actor: string) => string,
): Deployment {
  const { requester, approvers, reviews, waitingFor } = deployment;
  return {
    ...deployment,
    ...(requester && { requester: nameOf(requester) }),
    ...(approvers && { approvers: approvers.map(nameOf) }),
    ...(reviews && {
      reviews: reviews.map(review => ({
        ...review,
        reviewer: nameOf(review.reviewer),
      })),
    }),
    ...(waitingFor && {
      waitingFor: waitingFor.map(each => ({
        ...each,
        reviewers: each.reviewers.map(nameOf),
      })),
    }),
  };
}
