import type { GitHubApp } from '../model';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** A GitHub App. */
export function appView(views: Views, app: GitHubApp): Json {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: views.user(app.owner),
    name: app.name,
    description: app.description,
    external_url: app.externalUrl,
    html_url: `${views.urls.site}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  };
}

/** The app of a slug; null when there is none. */
export function appViewOf(views: Views, slug: string): Json | null {
  const app = views.store.apps.get(slug);
  return app ? appView(views, app) : null;
}
