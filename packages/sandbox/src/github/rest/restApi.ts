import type { Services } from '../Services';
import { RestFace } from './RestFace';
import { RestRouter } from './RestRouter';
import { organizationRoutes } from './routes/accounts/organizations';
import { userRoutes } from './routes/accounts/users';
import { appRoutes } from './routes/apps/apps';
import { installationTokenRoutes } from './routes/apps/installationTokens';
import { artifactRoutes } from './routes/actions/artifacts';
import { environmentRoutes } from './routes/actions/environments';
import { jobRoutes } from './routes/actions/jobs';
import { oidcRoutes } from './routes/actions/oidc';
import { pendingDeploymentRoutes } from './routes/actions/pendingDeployments';
import { runRoutes } from './routes/actions/runs';
import { variableRoutes } from './routes/actions/variables';
import { workflowRoutes } from './routes/actions/workflows';
import { checkRunRoutes } from './routes/checks/checkRuns';
import { checkSuiteRoutes } from './routes/checks/checkSuites';
import { statusRoutes } from './routes/checks/statuses';
import { commitRoutes } from './routes/commits/commits';
import { compareRoutes } from './routes/commits/compare';
import { archiveRoutes } from './routes/contents/archives';
import { readContentRoutes } from './routes/contents/readContents';
import { writeContentRoutes } from './routes/contents/writeContents';
import { blobRoutes } from './routes/git/blobs';
import { gitCommitRoutes } from './routes/git/commits';
import { notEmpty } from './routes/git/notEmpty';
import { refRoutes } from './routes/git/refs';
import { tagRoutes } from './routes/git/tags';
import { treeRoutes } from './routes/git/trees';
import { hookRoutes } from './routes/hooks';
import { commentRoutes } from './routes/issues/comments';
import { issueRoutes } from './routes/issues/issues';
import { labelRoutes } from './routes/issues/labels';
import { metaRoutes } from './routes/meta';
import { mergeRoutes } from './routes/pulls/merge';
import { pullRoutes } from './routes/pulls/pulls';
import { requestedReviewerRoutes } from './routes/pulls/requestedReviewers';
import { reviewRoutes } from './routes/pulls/reviews';
import { branchRoutes } from './routes/repositories/branches';
import { collaboratorRoutes } from './routes/repositories/collaborators';
import { protectionRoutes } from './routes/repositories/protection';
import { repositoryRoutes } from './routes/repositories/repositories';
import { rulesetRoutes } from './routes/repositories/rulesets';

/** The resources. Where two routes match, the one that stands first answers: names with slashes come after what hangs on them. */
const RESOURCES = [
  appRoutes,
  installationTokenRoutes,
  userRoutes,
  organizationRoutes,
  protectionRoutes,
  rulesetRoutes,
  repositoryRoutes,
  branchRoutes,
  collaboratorRoutes,
  readContentRoutes,
  writeContentRoutes,
  archiveRoutes,
  gitDataRoutes,
  statusRoutes,
  checkRunRoutes,
  checkSuiteRoutes,
  commitRoutes,
  compareRoutes,
  pullRoutes,
  mergeRoutes,
  reviewRoutes,
  requestedReviewerRoutes,
  commentRoutes,
  issueRoutes,
  labelRoutes,
  hookRoutes,
  workflowRoutes,
  runRoutes,
  jobRoutes,
  artifactRoutes,
  pendingDeploymentRoutes,
  variableRoutes,
  environmentRoutes,
  oidcRoutes,
];

/** `/git`: the Git database. */
function gitDataRoutes(router: RestRouter, services: Services): void {
  const routes = notEmpty(router, services);
  for (const addRoutes of [
    blobRoutes,
    treeRoutes,
    gitCommitRoutes,
    tagRoutes,
    refRoutes,
  ]) {
    addRoutes(routes, services);
  }
}

/** The REST API with all its routes. */
export function restApi(services: Services): RestFace {
  const router = new RestRouter();
  metaRoutes(router, services);
  for (const addRoutes of RESOURCES) {
    addRoutes(router, services);
  }
  return new RestFace(services, router);
}
