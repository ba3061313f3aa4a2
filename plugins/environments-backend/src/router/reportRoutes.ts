import { AuditorService } from '@backstage/backend-plugin-api';
import type {
  DeploymentReport,
  PlanReport,
  Recorded,
} from '@plinth/plugin-environments-common';
import { Request, Router } from 'express';
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

/** Adds the routes to which pipeline runs report. A body that gets here is one of the OpenAPI document. */
export function reportRoutes(
  router: Router,
  options: ReportRoutesOptions,
): void {
  const { auditor, reports, runTokens } = options;

  const record = (
    req: Request,
    event: { eventId: string; meta: Record<string, string> },
    work: (run: VerifiedRun) => Promise<string>,
  ): Promise<Recorded> =>
    // The event goes without the request, whose token the auditor would take for one of Backstage's, and refuse.
    audited(auditor, { ...event, severityLevel: 'medium' }, async () => {
      const run = await runTokens.verify(req.headers.authorization);
      const id = await work(run);
      const { repository, ref, runId, actor } = run;
      return {
        result: { id },
        meta: { repository: repository.id, ref, run: runId, actor },
      };
    });

  router.post('/v1/plans', async (req, res) => {
    const report: PlanReport = req.body;
    const { pullRequest, headCommit } = report;
    const recorded = await record(
      req,
      {
        eventId: 'plan-report',
        meta: { pullRequest: String(pullRequest), commit: headCommit },
      },
      run => reports.recordPlan(run, report),
    );
    res.status(201).json(recorded);
  });

  router.post('/v1/deployments', async (req, res) => {
    const report: DeploymentReport = req.body;
    const { id, commit, outcome } = report;
    const recorded = await record(
      req,
      {
        eventId: 'deployment-report',
        meta: { deployment: id, commit, outcome },
      },
      run => reports.recordDeployment(run, report),
    );
    res.status(201).json(recorded);
  });
}
