import express, { json } from 'express';
import Router from 'express-promise-router';
import {
  accountCostsRoutes,
  AccountCostsRoutesOptions,
} from './accountCostsRoutes';
import { changesRoutes, ChangesRoutesOptions } from './changesRoutes';
import { connectionRoutes, ConnectionRoutesOptions } from './connectionRoutes';
import { costsRoutes, CostsRoutesOptions } from './costsRoutes';
import {
  deploymentsRoutes,
  DeploymentsRoutesOptions,
} from './deploymentsRoutes';
import { fleetRoutes, FleetRoutesOptions } from './fleetRoutes';
import {
  fleetUpgradeRoutes,
  FleetUpgradeRoutesOptions,
} from './fleetUpgradeRoutes';
import { followRoutes, FollowRoutesOptions } from './followRoutes';
import { healthRoutes, HealthRoutesOptions } from './healthRoutes';
import { homeRoutes, HomeRoutesOptions } from './homeRoutes';
import { inventoryRoutes, InventoryRoutesOptions } from './inventoryRoutes';
import { operationRoutes, OperationRoutesOptions } from './operationRoutes';
import { openApiValidation } from './openApiValidation';
import { readinessRoutes, ReadinessRoutesOptions } from './readinessRoutes';
import {
  recordRefusals,
  reportRoutes,
  ReportRoutesOptions,
  RUN_PATHS,
  verifyRuns,
} from './reportRoutes';
import { requestRoutes, RequestRoutesOptions } from './requestRoutes';
import { stackRoutes, StackRoutesOptions } from './stackRoutes';
import { unitRoutes, UnitRoutesOptions } from './unitRoutes';

/** What the routes speak for. */
export type RouterOptions = AccountCostsRoutesOptions &
  ChangesRoutesOptions &
  ConnectionRoutesOptions &
  CostsRoutesOptions &
  DeploymentsRoutesOptions &
  FleetRoutesOptions &
  FleetUpgradeRoutesOptions &
  FollowRoutesOptions &
  HealthRoutesOptions &
  HomeRoutesOptions &
  InventoryRoutesOptions &
  OperationRoutesOptions &
  ReadinessRoutesOptions &
  ReportRoutesOptions &
  RequestRoutesOptions &
  StackRoutesOptions &
  UnitRoutesOptions;

/** A plan of many stacks lists each of their changed properties. */
const MAX_REPORT = '5mb';

/** What people send: parameters of one unit. */
const MAX_BODY = '256kb';

/** The HTTP API: each route authorizes the caller, then asks one service. */
export function createRouter(options: RouterOptions): express.Router {
  const router = Router();
  // Nothing is read of a report before it is known whose it is.
  router.use(RUN_PATHS, verifyRuns(options), json({ limit: MAX_REPORT }));
  router.use(json({ limit: MAX_BODY }));
  router.use(...openApiValidation());
  fleetRoutes(router, options);
  fleetUpgradeRoutes(router, options);
  healthRoutes(router, options);
  readinessRoutes(router, options);
  unitRoutes(router, options);
  stackRoutes(router, options);
  costsRoutes(router, options);
  accountCostsRoutes(router, options);
  changesRoutes(router, options);
  deploymentsRoutes(router, options);
  inventoryRoutes(router, options);
  requestRoutes(router, options);
  followRoutes(router, options);
  homeRoutes(router, options);
  connectionRoutes(router, options);
  operationRoutes(router, options);
  reportRoutes(router, options);
  router.use(recordRefusals(options));
  return router;
}
