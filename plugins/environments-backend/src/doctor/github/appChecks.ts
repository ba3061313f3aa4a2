import type { GithubIntegrationConfig } from '@backstage/integration';
import type { Octokit } from '@octokit/rest';
import type { RepositoryReference } from '@plinth/repository';
import { isNotFound } from '@plinth/repository/github';
import type { Check } from '../Check';
import { appClient } from './GithubApp';

/**
 * What the portal's calls need, by GitHub's names. The template that makes an infrastructure repository needs more, and can be
 * done without.
 */
export const APP_PERMISSIONS: Readonly<Record<string, 'read' | 'write'>> = {
  metadata: 'read',
  actions: 'read',
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  members: 'read',
};

/** What the portal is to be told at once. */
const EVENTS = [
  'push',
  'pull_request',
  'pull_request_review',
  'workflow_job',
  'organization',
  'membership',
  'team',
];

interface Installed {
  readonly octokit: Octokit;
  readonly permissions: Readonly<Record<string, string | undefined>>;
  readonly events: readonly string[];
  readonly suspended: boolean;
}

/** The portal's GitHub App: where it is installed, what it may do, and where it tells of events. */
export function appChecks(options: {
  integration: GithubIntegrationConfig | undefined;
  reference: RepositoryReference;
  portalUrl: string;
}): Check[] {
  const { integration, reference, portalUrl } = options;
  const { owner, repo, host } = reference;
  const apps = integration?.apps ?? [];
  const webhook = `${portalUrl}/api/events/http/github`;
  const at = {
    subject: `${owner}/${repo}`,
    access: `Check appId and privateKey of the app in integrations.github for ${host}.`,
  };
  const firstInstalled = async () => {
    for (const app of apps) {
      const client = await appClient({
        app,
        apiUrl: integration?.apiBaseUrl,
        host,
      });
      const installation = await installationOf(client, { owner, repo });
      if (installation) {
        return installation;
      }
    }
    return undefined;
  };
  let found: Promise<Installed | undefined> | undefined;
  const installed = () => {
    found ??= firstInstalled();
    return found;
  };
  const ofApp =
    (look: (app: Installed) => Promise<string[]> | string[]) => async () => {
      if (apps.length === 0) {
        return [`integrations.github has no app for ${host}.`];
      }
      const app = await installed();
      return app ? look(app) : [`No app is installed on ${owner}/${repo}.`];
    };
  return [
    {
      ...at,
      name: 'app-permissions',
      good: 'The app is installed with the permissions that the portal needs.',
      remedy:
        "Give the app the permissions of connect-aws-and-github.md, install it on the repository, and let the organisation's owner accept what changed.",
      look: ofApp(({ permissions, suspended }) => [
        ...(suspended ? ['The installation is suspended.'] : []),
        ...Object.entries(APP_PERMISSIONS)
          .filter(
            ([area, mode]) =>
              permissions[area] !== 'write' && permissions[area] !== mode,
          )
          .map(([area, mode]) => `It lacks ${area}: ${mode}.`),
      ]),
    },
    {
      ...at,
      name: 'webhook',
      good: `The app tells ${webhook} of ${EVENTS.join(', ')}.`,
      remedy: `Set the app's webhook to ${webhook} with content type application/json and the secret of GITHUB_WEBHOOK_SECRET, and subscribe to ${EVENTS.join(', ')}.`,
      look: ofApp(async ({ octokit, events }) => [
        ...(await hookFaults(octokit, webhook)),
        ...EVENTS.filter(event => !events.includes(event)).map(
          event => `It is not subscribed to ${event}.`,
        ),
      ]),
    },
  ];
}

async function installationOf(
  octokit: Octokit,
  where: { owner: string; repo: string },
): Promise<Installed | undefined> {
  try {
    const { data } = await octokit.rest.apps.getRepoInstallation(where);
    return {
      octokit,
      permissions: data.permissions,
      events: data.events,
      suspended: Boolean(data.suspended_at),
    };
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

/** The secret is never told; a delivery that was refused is. */
async function hookFaults(octokit: Octokit, url: string): Promise<string[]> {
  const config = await octokit.rest.apps
    .getWebhookConfigForApp()
    .then(({ data }) => data)
    .catch(error => {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    });
  if (!config?.url) {
    return ['The app has no webhook.'];
  }
  const { data: deliveries } = await octokit.rest.apps.listWebhookDeliveries({
    per_page: 1,
  });
  const refused = deliveries.find(({ status_code: code }) => code >= 300);
  return [
    ...(config.url === url ? [] : [`Its webhook goes to ${config.url}.`]),
    ...(config.content_type === 'json'
      ? []
      : [`Its webhook sends ${config.content_type}, which is not read.`]),
    ...(config.secret ? [] : ['Its webhook has no secret.']),
    ...(refused
      ? [
          `Its last delivery was answered with ${refused.status_code}: ${refused.status}.`,
        ]
      : []),
  ];
}
