import { GitHubError } from '../GitHubError';
import type { Installation } from '../model';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** An app where it is installed. */
export function installationView(
  views: Views,
  installation: Installation,
): Json {
  const app = views.store.apps.get(installation.app);
  if (!app) {
    throw GitHubError.notFound();
  }
  const { api, site } = views.urls;
  const { id, account } = installation;
  const organization = views.accounts.organization(account);
  return {
    id,
    node_id: nodeId('IN', id),
    account: views.user(account),
    repository_selection:
      installation.repositories === 'all' ? 'all' : 'selected',
    access_tokens_url: `${api}/app/installations/${id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: organization
      ? `${site}/organizations/${account}/settings/installations/${id}`
      : `${site}/settings/installations/${id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: organization?.id ?? views.accounts.user(account)?.id ?? 0,
    target_type: organization ? 'Organization' : 'User',
    permissions: installation.permissions,
    events: app.events,
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}
