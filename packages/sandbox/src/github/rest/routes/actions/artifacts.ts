import type { Artifact } from '../../../actionsModel';
import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { artifactView } from '../../../views/artifactView';
import { numberParam, paged, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/actions/artifacts`: what runs keep. */
export function artifactRoutes(router: RestRouter, services: Services): void {
  const { actions, downloads, views } = services;
  const { artifacts } = actions;
  const base = '/repos/:owner/:repo/actions';

  const view = (artifact: Artifact) =>
    artifactView(views, artifact, {
      run: actions.run(artifact.runId),
      expired: artifacts.hasExpired(artifact),
    });
  const find = (call: Call) =>
    artifacts.require(numberParam(call, 'artifact'), call.repo);
  const list = (call: Call, all: Artifact[]) => {
    const name = call.query.get('name');
    return paged(
      call,
      all.filter(each => name === null || each.name === name),
      view,
      (page, total_count) => ({ total_count, artifacts: page }),
    );
  };

  router.route('GET', `${base}/artifacts`, 'actions:read', call =>
    list(call, artifacts.ofRepository(call.repo)),
  );
  router.route('GET', `${base}/runs/:run/artifacts`, 'actions:read', call => {
    const run = actions.requireRun(numberParam(call, 'run'), call.repo);
    return list(call, artifacts.ofRun(run.id));
  });
  router.route('GET', `${base}/artifacts/:artifact`, 'actions:read', call => ({
    body: view(find(call)),
  }));
  router.route(
    'DELETE',
    `${base}/artifacts/:artifact`,
    'actions:write',
    call => {
      artifacts.remove(find(call));
      return { status: 204 };
    },
  );
  router.route(
    'GET',
    `${base}/artifacts/:artifact/:format`,
    'actions:read',
    call => {
      if (call.params.format !== 'zip') {
        throw GitHubError.notFound();
      }
      const zip = artifacts.read(find(call));
      return downloads.redirectTo(() => ({
        bytes: zip,
        headers: { 'content-type': 'application/zip' },
      }));
    },
  );
}
