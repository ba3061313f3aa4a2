import { isGiven } from '../../../accounts/isGiven';
import { GitHubError } from '../../../GitHubError';
import type { GitHubApp, Installation } from '../../../model';
import type { Services } from '../../../Services';
import { appView } from '../../../views/appView';
import { deliveryView, hookConfigView } from '../../../views/hookViews';
import { installationView } from '../../../views/installationView';
import { numberParam, paged, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/app`, `/apps`, its webhook, and where an app is installed: what an app asks with its JSON Web Token. */
export function appRoutes(router: RestRouter, services: Services): void {
  const { apps, accounts, hooks, repositories, views } = services;

  router.route('GET', '/app', 'app', call => {
    const app = appOf(call);
    return {
      body: {
        ...appView(views, app),
        client_id: app.clientId,
        installations_count: apps.installations(app.slug).length,
      },
    };
  });
  router.route('GET', '/app/hook/config', 'app', call => ({
    body: hookConfigView(hookOf(call)),
  }));
  router.route('GET', '/app/hook/deliveries', 'app', call =>
    paged(call, hooks.deliveries(hookOf(call).id), deliveryView),
  );
  router.route('GET', '/apps/:slug', 'anyone', call => ({
    body: appView(views, apps.require(call.params.slug)),
  }));
  router.route('GET', '/app/installations', 'app', call =>
    paged(call, apps.installations(appOf(call).slug), each =>
      installationView(views, each),
    ),
  );
  router.route('GET', '/app/installations/:installation', 'app', call => ({
    body: installationView(
      views,
      required(call, apps.installation(numberParam(call, 'installation'))),
    ),
  }));
  router.route('GET', '/orgs/:org/installation', 'app', call => {
    if (!accounts.organization(call.params.org)) {
      throw GitHubError.notFound();
    }
    return { body: installedOn(call, call.params.org) };
  });
  router.route('GET', '/users/:login/installation', 'app', call => {
    if (!accounts.user(call.params.login)) {
      throw GitHubError.notFound();
    }
    return { body: installedOn(call, call.params.login) };
  });
  router.route('GET', '/repos/:owner/:repo/installation', 'app', call => {
    const { owner, name } = repositories.require(call.repo);
    const installation = apps.installationOn(appOf(call).slug, owner);
    const given = installation && isGiven(installation, name);
    return {
      body: installationView(
        views,
        required(call, given ? installation : undefined),
      ),
    };
  });

  function hookOf(call: Call) {
    const hook = hooks.appHook(appOf(call).slug);
    if (!hook) {
      throw GitHubError.notFound();
    }
    return hook;
  }

  function installedOn(call: Call, account: string) {
    const installation = apps.installationOn(appOf(call).slug, account);
    return installationView(views, required(call, installation));
  }
}

/** The app that calls. */
function appOf(call: Call): GitHubApp {
  if (!call.app) {
    throw new GitHubError(401, 'A JSON web token could not be decoded');
  }
  return call.app;
}

/** An installation of the app that calls, or 404. */
export function required(
  call: Call,
  installation: Installation | undefined,
): Installation {
  if (installation?.app !== appOf(call).slug) {
    throw GitHubError.notFound();
  }
  return installation;
}
