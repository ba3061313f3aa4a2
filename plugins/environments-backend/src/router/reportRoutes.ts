import type {
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';
import type {
  ApprovalRecord,
  DeploymentReport,
  PlanReport,
  Recorded,
} from '@plinth/plugin-environments-common';
import { ErrorRequestHandler, RequestHandler, Response, Router } from 'express';
import type { ApprovalService } from '../approvals/ApprovalService';
import type { RefusalRecorder } from '../reports/RefusalRecorder';
import type { ReportService } from '../reports/ReportService';
import type {
  RunTokenVerifier,
  VerifiedRun,
} from '../reports/RunTokenVerifier';
import { audited } from './audited';

/** What the routes of the pipeline need. */
export interface ReportRoutesOptions {
  approvals: ApprovalService;
  auditor: AuditorService;
  refusals: RefusalRecorder;
  reports: ReportService;
  runTokens: RunTokenVerifier;
}

/** What runs call, who have no Backstage identity: their OIDC token is verified instead. */
export const RUN_PATHS = ['/v1/plans', '/v1/deployments', '/v1/pull-requests'];

/** An answer to a run whose token was verified. */
type RunResponse<Body = Recorded> = Response<Body, { run: VerifiedRun }>;

/** Verifies the token of a run before anything else is done for it: 401 or 403 for one that does not hold. */
export function verifyRuns({
  runTokens,
}: Pick<ReportRoutesOptions, 'runTokens'>): RequestHandler {
  return async (req, res, next) => {
    const run = await runTokens.verify(req.headers.authorization);
    res.locals.run = run;
    await runTokens.useOnce(run);
    next();
  };
}

/** Records what was refused to a run whose token was verified, and passes the refusal on. */
export function recordRefusals({
  refusals,
}: Pick<ReportRoutesOptions, 'refusals'>): ErrorRequestHandler {
  return async (error, req, res, next) => {
    const run: VerifiedRun | undefined = res.locals.run;
    if (run) {
      const route = RUN_PATHS.find(path => req.path.startsWith(path));
      await refusals.record(run, { route: route ?? req.path, error });
    }
    next(error);
  };
}

/** Adds the routes to which pipeline runs report. A body that gets here is one of the OpenAPI document. */
export function reportRoutes(
  router: Router,
  options: ReportRoutesOptions,
): void {
  const { approvals, auditor, reports } = options;

  // The event goes without the request, whose token the auditor would take for one of Backstage's, and refuse.
  const auditedFor = <T>(
    run: VerifiedRun,
    event: AuditorServiceCreateEventOptions,
    work: () => Promise<T>,
  ): Promise<T> =>
    audited(auditor, event, async () => {
      const result = await work();
      const { repository, ref, runId, actor } = run;
      return {
        result,
        meta: { repository: repository.fullName, ref, run: runId, actor },
      };
    });

  const record = async (
    res: RunResponse,
    event: { eventId: string; meta: Record<string, string> },
    work: (run: VerifiedRun) => Promise<string>,
  ): Promise<void> => {
    const { run } = res.locals;
    const id = await auditedFor(
      run,
      { ...event, severityLevel: 'medium' },
      () => work(run),
    );
    res.status(201).json({ id });
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

  router.get(
    '/v1/pull-requests/:number/approval',
    async (req, res: RunResponse<ApprovalRecord>) => {
      const { run } = res.locals;
      const asked = {
        pullRequest: Number(req.params.number),
        head: String(req.query.head),
      };
      const answer = await auditedFor(
        run,
        {
          eventId: 'approval-read',
          severityLevel: 'low',
          meta: { ...asked, pullRequest: req.params.number },
        },
        () => approvals.approvalOf(run, asked),
      );
      res.json(answer);
    },
  );
}
