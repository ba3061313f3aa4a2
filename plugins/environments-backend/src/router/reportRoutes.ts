import { AuditorService } from '@backstage/backend-plugin-api';
import type {
  DeploymentReport,
  PlanReport,
  Recorded,
} from '@plinth/plugin-environments-common';
import { RequestHandler, Response, Router } from 'express';
import type { ReportService } from '../reports/ReportService';
import type {
  RunTokenVerifier,
  VerifiedRun,
} from '../reports/RunTokenVerifier';
import { audited } from './audited';

/** What the routes of the pipeline need. */
export interface ReportRoutesOptions {
  auditor: AuditorService;
  reports: ReportService;
  runTokens: RunTokenVerifier;
}

/** Where runs report, who have no Backstage identity: their OIDC token is verified instead. */
export const REPORT_PATHS = ['/v1/plans', '/v1/deployments'];

/** An answer to a run whose token was verified. */
type RunResponse = Response<Recorded, { run: VerifiedRun }>;

/** Verifies the token of a run before anything else is done for it: 401 or 403 for one that does not hold. */
export function verifyRuns({
  runTokens,
}: Pick<ReportRoutesOptions, 'runTokens'>): RequestHandler {
  return async (req, res, next) => {
    res.locals.run = await runTokens.verify(req.headers.authorization);
    next();
  };
}

/** Adds the routes to which pipeline runs report. A body that gets here is one of the OpenAPI document. */
export function reportRoutes(
  router: Router,
  options: ReportRoutesOptions,
): void {
  const { auditor, reports } = options;

  const record = async (
    res: RunResponse,
    event: { eventId: string; meta: Record<string, string> },
    work: (run: VerifiedRun) => Promise<string>,
  ): Promise<void> => {
    const { run } = res.locals;
    // The event goes without the request, whose token the auditor would take for one of Backstage's, and refuse.
    const recorded = await audited(
      auditor,
      { ...event, severityLevel: 'medium' },
      async () => {
        const id = await work(run);
        const { repository, ref, runId, actor } = run;
        return {
          result: { id },
          meta: { repository: repository.fullName, ref, run: runId, actor },
        };
      },
    );
    res.status(201).json(recorded);
  };

  router.post('/v1/plans', async (req, res: RunResponse) => {
    const report: PlanReport = req.body;
    const { pullRequest, headCommit } = report;
    await record(
      res,
      {
        eventId: 'plan-report',
        meta: { pullRequest: String(pullRequest), commit: headCommit },
      },
      run => reports.recordPlan(run, report),
    );
  });

  router.post('/v1/deployments', async (req, res: RunResponse) => {
    const report: DeploymentReport = req.body;
    const { id, commit, outcome } = report;
    await record(
      res,
      {
        eventId: 'deployment-report',
        meta: { deployment: id, commit, outcome },
      },
      run => reports.recordDeployment(run, report),
    );
  });
}
