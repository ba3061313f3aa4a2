import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { grants } from '../github/accounts/access';
import type { GitHubSandbox } from '../github';

const SLUG = 'plinth';

/** The login as which the portal acts. */
export const PORTAL = `${SLUG}[bot]`;

/**
 * The permissions that each part of the portal needs, as the guide lists them; tests hold them against the calls that
 * are made.
 */
export const PORTAL_NEEDS = {
  /** Collecting what is in the repository and what became of it. */
  reading: ['actions=read', 'contents=read', 'pull_requests=read'],
  /** Opening pull requests. */
  requests: ['contents=write', 'pull_requests=write'],
  /** Their labels: GitHub asks it of who makes a label, at its first use. */
  labels: ['issues=write'],
  /** Who may approve: teams, and roles in the repository. */
  approvals: ['members=read'],
  /** The template that starts an infrastructure repository. */
  template: ['actions=read', 'administration=write', 'workflows=write'],
} as const;

/** What the portal's app is installed with: all of them. */
export const PORTAL_PERMISSIONS = Object.values(PORTAL_NEEDS)
  .flat()
  .map(each => each.split('='))
  .reduce<Record<string, 'read' | 'write'>>(
    (all, [area, mode]) =>
      all[area] === 'write'
        ? all
        : { ...all, [area]: mode === 'write' ? 'write' : 'read' },
    {},
  );

/** The portal's app, as `integrations.github` of its configuration takes it. */
export interface PortalApp {
  readonly appId: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
  readonly privateKey: string;
}

/** Registers the portal's GitHub App, and installs it on an organisation. */
export function installPortalApp(
  github: GitHubSandbox,
  options: { organization: string; webhookSecret: string; portalUrl: string },
): PortalApp {
  const { organization, webhookSecret, portalUrl } = options;
  const { app, privateKey } = github.apps.create({
    slug: SLUG,
    name: 'Plinth',
    owner: organization,
    description: 'The portal: reads, and opens pull requests',
    externalUrl: portalUrl,
    permissions: PORTAL_PERMISSIONS,
  });
  github.apps.install({ app: app.slug, account: organization });
  return {
    appId: app.id,
    clientId: app.clientId,
    clientSecret: 'sandbox',
    webhookSecret,
    privateKey,
  };
}

/** Has the portal's app tell the portal what happens, as the guide says. */
export function connectPortalApp(
  github: Pick<GitHubSandbox, 'hooks'>,
  options: { portalUrl: string; webhookSecret: string },
): void {
  github.hooks.ofApp(SLUG, {
    active: true,
    url: `${options.portalUrl}/api/events/http/github`,
    secret: options.webhookSecret,
    events: [
      'push',
      'pull_request',
      'pull_request_review',
      'workflow_job',
      'organization',
      'membership',
      'team',
    ],
  });
}

/**
 * Writes the app into `portal-app.json` in the data folder, as the demo's configuration includes it: GitHub gives its
 * private key once.
 */
export function keepPortalApp(app: PortalApp, dataDir: string): void {
  writeFileSync(
    path.join(dataDir, 'portal-app.json'),
    JSON.stringify(app, null, 2),
    { mode: 0o600 },
  );
}

/**
 * Records which of its permissions the portal's app needs, in the calls from now on: the fewest, where one of several
 * is enough.
 */
export function recordPermissions(
  github: Pick<GitHubSandbox, 'events'>,
): () => string[] {
  const calls: string[][] = [];
  github.events.on('exchange', ({ app, permissions = [] }) => {
    const held = permissions.filter(each => grants(PORTAL_PERMISSIONS, each));
    if (app === SLUG && held.length > 0) {
      calls.push(held);
    }
  });
  return () => {
    const needed = new Set<string>();
    for (const held of [...calls].sort((a, b) => a.length - b.length)) {
      if (!held.some(each => needed.has(each))) {
        needed.add(held[0]);
      }
    }
    return [...needed]
      .filter(
        each =>
          !needed.has(each.replace(/=read$/, '=write')) ||
          each.endsWith('=write'),
      )
      .sort();
  };
}
