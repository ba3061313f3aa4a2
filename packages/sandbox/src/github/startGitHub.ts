import { Accounts } from './accounts/Accounts';
import { Apps } from './accounts/Apps';
import { Tokens } from './accounts/Tokens';
import { Actions } from './actions/Actions';
import { Checks } from './checks/Checks';
import type { Context } from './Context';
import { GitHubEvents } from './events';
import type { GitHubSandbox } from './GitHubSandbox';
import { GraphQlFace } from './graphql/GraphQlFace';
import { Hooks } from './hooks/Hooks';
import { Notifier } from './hooks/Notifier';
import { Downloads } from './http/Downloads';
import { GitHubServer, type Face } from './http/GitHubServer';
import { OidcFace } from './http/OidcFace';
import { SmartHttp } from './http/SmartHttp';
import { Oidc } from './oidc/Oidc';
import { Mergeability } from './pulls/Mergeability';
import { PullEvents } from './pulls/PullEvents';
import { Pulls } from './pulls/Pulls';
import { PullStore } from './pulls/PullStore';
import { Pushes } from './repositories/Pushes';
import { GitRepositories } from './repositories/GitRepositories';
import { Repositories } from './repositories/Repositories';
import { RateLimit } from './rest/RateLimit';
import { restApi } from './rest/restApi';
import type { Services } from './Services';
import { Store, type SandboxParts } from './store/Store';
import { Urls } from './Urls';
import { Views } from './views/Views';
import { WebFace } from './web/WebFace';

/**
 * Starts GitHub on loopback: Git over HTTP, the REST API, OIDC and pages, over what the documents hold.
 * Port 0 takes any free one.
 */
export async function startGitHub(
  options: SandboxParts & { port: number; host?: '127.0.0.1' },
): Promise<GitHubSandbox> {
  const server = await GitHubServer.listen(
    options.port,
    options.host ?? '127.0.0.1',
  );
  const store = new Store(options);
  const urls = new Urls(`http://localhost:${server.port}`);
  const events = new GitHubEvents();
  const accounts = new Accounts(store);
  const apps = new Apps(store, accounts);
  const tokens = new Tokens(store, accounts);
  const gits = new GitRepositories(store);
  const git = (repo: string) => gits.get(repo);
  const views = new Views({ store, urls, accounts, git });
  const hooks = new Hooks(store, urls);
  const context: Context = {
    store,
    urls,
    events,
    notifier: new Notifier({ events, hooks, views }),
    git,
  };
  const checks = new Checks(context, views);
  const pushes = new Pushes(context, accounts, views);
  const repositories = new Repositories({ context, accounts, gits, pushes });
  const pullStore = new PullStore(store);
  const mergeability = new Mergeability({
    context,
    accounts,
    checks,
    pulls: pullStore,
  });
  const pullEvents = new PullEvents(context, views, mergeability);
  const pulls = new Pulls({
    context,
    accounts,
    views,
    store: pullStore,
    events: pullEvents,
    mergeability,
    pushes,
  });
  const oidc = new Oidc({ store, accounts, urls });
  const actions = new Actions({
    context,
    views,
    accounts,
    checks,
    tokens,
    oidc,
  });
  const downloads = new Downloads(store.clock, urls);
  const limits = new RateLimit(store.clock);
  const services: Services = {
    context,
    accounts,
    apps,
    tokens,
    repositories,
    pushes,
    pulls,
    pullStore,
    mergeability,
    checks,
    hooks,
    actions,
    oidc,
    views,
    downloads,
    limits,
  };
  const faces: Face[] = [
    downloads,
    new OidcFace(services),
    new GraphQlFace(services),
    new WebFace(services),
  ];
  server.serve({
    site: urls.site,
    git: new SmartHttp(services),
    rest: restApi(services),
    faces,
  });
  return {
    url: urls.site,
    apiUrl: urls.api,
    issuer: urls.issuer,
    events,
    accounts,
    apps,
    repositories,
    pulls,
    checks,
    hooks,
    limits,
    actions,
    tokenFor: login => tokens.personal(login),
    serve: face => {
      faces.push(face);
    },
    close: async () => {
      await server.close();
      await pullEvents.idle();
      await actions.settled();
      await hooks.close();
      gits.close();
    },
  };
}
