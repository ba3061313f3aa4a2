import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  blueprintReadPermission,
  BlueprintList,
  CostsQuery,
  costsReadPermission,
  DeploymentReport,
  EnvironmentPage,
  environmentReadPermission,
  estimateCreatePermission,
  Estimate,
  EstimateRequest,
  Health,
  ListEnvironmentsQuery,
  PlacementList,
  PlanReport,
  Recorded,
  Costs,
} from '@plinth/plugin-environments-common';
import express, { json, Request } from 'express';
import Router from 'express-promise-router';
import type { ReportService } from '../changes/ReportService';
import type { CostsService } from '../costs/CostsService';
import type { Estimator } from '../estimate/Estimator';
import type { BlueprintRegistry } from '../fleet/blueprints';
import type { FleetService } from '../fleet/FleetService';
import type { PlacementService } from '../fleet/PlacementService';
import type { HealthService } from '../health/HealthService';
import { identityOf, StackStore } from '../store';
import { changesRoutes } from './changesRoutes';
import type { ChangesRoutesOptions } from './changesRoutes';
import type { EntityAuthorizer } from './EntityAuthorizer';
import { openApiValidation } from './openApiValidation';
import { readinessRoutes } from './readinessRoutes';
import type { ReadinessRoutesOptions } from './readinessRoutes';
import type { RunTokenVerifier, VerifiedRun } from './RunTokenVerifier';
import { stackRoutes } from './stackRoutes';
import type { StackRoutesOptions } from './stackRoutes';
import type { SubjectResolver } from './SubjectResolver';

/** What the routes speak for. */
export interface RouterOptions
  extends ChangesRoutesOptions, ReadinessRoutesOptions, StackRoutesOptions {
  authorizer: EntityAuthorizer;
  subjects: SubjectResolver;
  health: HealthService;
  costs: CostsService;
  fleet: FleetService;
  blueprints: BlueprintRegistry;
  placements: PlacementService;
  estimator: Estimator;
  reports: ReportService;
  runTokens: RunTokenVerifier;
  stacks: StackStore;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}

/** A plan of many stacks lists each of their changed properties. */
const MAX_BODY = '5mb';

/** The HTTP API: each route authorizes the caller, then asks one service. */
export function createRouter(options: RouterOptions): express.Router {
  const { authorizer, subjects, auditor, runTokens, reports } = options;
  const router = Router();
  router.use(json({ limit: MAX_BODY }));
  router.use(...openApiValidation());

  router.get('/v1/environments', async (req, res) => {
    const page: EnvironmentPage = await options.fleet.list(
      req.query as ListEnvironmentsQuery,
      {
        credentials: await authorizer.credentials(req),
        allowed: (units, credentials, purpose) =>
          authorizer.filter(
            units,
            purpose === 'costs'
              ? costsReadPermission
              : environmentReadPermission,
            credentials,
          ),
      },
    );
    res.json(page);
  });

  router.get('/v1/entities/:namespace/:kind/:name/health', async (req, res) => {
    const entity = await authorizer.entity(req, environmentReadPermission);
    const subject = await subjects.resolve(entity);
    let health: Health;
    if (subject.kind === 'stack') {
      health = await options.health.healthOfStack(
        subject.entityRef,
        subject.stack,
        subject.repository,
      );
    } else {
      [health] = await options.health.healthOf([
        { ...subject.unit, repository: subject.repository },
      ]);
    }
    res.json(health);
  });

  router.get('/v1/entities/:namespace/:kind/:name/costs', async (req, res) => {
    const entity = await authorizer.entity(req, costsReadPermission);
    const subject = await subjects.resolve(entity);
    if (subject.kind === 'stack') {
      throw new NotFoundError(
        `Cost is known of environments and tenants; ask for ${subject.stack.entityRef}, which stack ${subject.stack.name} belongs to`,
      );
    }
    const costs: Costs = await options.costs.costsOf(
      subject.unit,
      req.query as CostsQuery,
      subject.repository,
    );
    res.json(costs);
  });

  readinessRoutes(router, options);
  stackRoutes(router, options);
  changesRoutes(router, options);

  router.get('/v1/stacks', async (req, res) => {
    await options.httpAuth.credentials(req, { allow: ['service'] });
    const stacks = await options.stacks.listStacks();
    res.json({
      items: stacks.map(identityOf),
    });
  });

  router.get('/v1/blueprints', async (req, res) => {
    await authorizer.basic(req, blueprintReadPermission);
    const list: BlueprintList = { items: options.blueprints.describe() };
    res.json(list);
  });

  router.get('/v1/placements', async (req, res) => {
    await authorizer.basic(req, blueprintReadPermission);
    const list: PlacementList = await options.placements.list();
    res.json(list);
  });

  router.post('/v1/estimates', async (req, res) => {
    await authorizer.basic(req, estimateCreatePermission);
    const estimate: Estimate = await options.estimator.estimate(
      req.body as EstimateRequest,
    );
    res.json(estimate);
  });

  /** Verifies the run, records its report, and writes the audit event of either outcome. */
  const recordReport = async (
    req: Request,
    eventId: string,
    meta: Record<string, string>,
    record: (run: VerifiedRun) => Promise<string>,
  ): Promise<Recorded> => {
    // Without the request, whose token the auditor would take for one of Backstage's, and refuse.
    const event = await auditor.createEvent({
      eventId,
      severityLevel: 'medium',
      meta,
    });
    try {
      const run = await runTokens.verify(req);
      const id = await record(run);
      await event.success({
        meta: {
          repository: run.repository.id,
          ref: run.ref,
          ...(run.runId ? { run: run.runId } : {}),
          ...(run.actor ? { actor: run.actor } : {}),
        },
      });
      return { id };
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  };

  router.post('/v1/plans', async (req, res) => {
    const report = req.body as PlanReport;
    const recorded = await recordReport(
      req,
      'plan-report',
      { pullRequest: String(report.pullRequest), commit: report.headCommit },
      run => reports.recordPlan(run, report),
    );
    res.status(201).json(recorded);
  });

  router.post('/v1/deployments', async (req, res) => {
    const report = req.body as DeploymentReport;
    const recorded = await recordReport(
      req,
      'deployment-report',
      { deployment: report.id, commit: report.commit, outcome: report.outcome },
      run => reports.recordDeployment(run, report),
    );
    res.status(201).json(recorded);
  });

  return router;
}
