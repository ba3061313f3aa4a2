import type { PipelineRepository } from '@plinth/blueprints/schema';
import { mainRuleset } from '@plinth/repository';
import type { AwsSandbox } from '../aws';
import type { SandboxClock } from '../clock';
import { FLEET_REPOSITORY, fleetRequest, makeIll, type Fleet } from '../fleet';
import type { GitHubSandbox } from '../github';
import { bootstrapAccounts } from './bootstrap';
import { requestOf } from './requestOf';
import type { HistoricReports } from './HistoricReports';
import { HistoryWriter } from './HistoryWriter';
import { ACCOUNTS, createOrganization, REPOSITORY } from './organization';
import {
  connectPortalApp,
  installPortalApp,
  keepPortalApp,
  type PortalApp,
} from './portalApp';
import { skeletonFiles } from './skeleton';
import { routeStackEvents } from './stackEvents';
import { HISTORY } from './units';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The secret of the webhook to the portal, as `app-config.sandbox.yaml` has it. */
const WEBHOOK_SECRET = 'sandbox-webhook-secret';

/** Makes a repository from the template's skeleton, and protects its main branch; answers as what its runs' tokens name it. */
async function createRepository(
  github: GitHubSandbox,
  options: {
    repository: string;
    title: string;
    description: string;
    portalUrl: string;
    accounts: readonly object[];
  },
): Promise<PipelineRepository> {
  const { repository, title, description, portalUrl, accounts } = options;
  const [owner, name] = repository.split('/');
  const { id } = await github.repositories.create({
    owner,
    name,
    description: `${description}, deployed by pull request`,
    creator: 'admin',
    immutableSubject: true,
  });
  github.repositories.update(repository, {
    deleteBranchOnMerge: true,
    collaborators: {
      engineer: 'write',
      admin: 'admin',
    },
  });
  await github.repositories.commit(repository, {
    branch: 'main',
    message: 'Lay the foundation of the infrastructure repository',
    changes: skeletonFiles({
      name,
      title,
      system: name,
      team: 'acme/platform',
      description,
      owner: 'group:default/platform',
      governanceOwner: 'group:default/platform-admins',
      portalUrl,
      packageRegistry: 'https://packages.example.com/',
      reviewTeam: 'acme/platform',
      governanceTeam: 'acme/platform-admins',
      accounts,
    }),
    author: { name: 'Demo Super Admin', email: 'admin@example.com' },
    pusher: 'admin',
  });
  github.repositories.setRuleset(
    repository,
    mainRuleset({
      branch: 'main',
      checks: ['plinth/plan'],
      app: github.apps.get('github-actions')?.id,
    }),
  );
  github.actions.setVariable(repository, 'PLINTH_OIDC_AUDIENCE', 'plinth');
  for (const stage of ['production', 'shared']) {
    github.actions.setEnvironment(repository, stage, {
      reviewers: ['acme/platform'],
      preventSelfReview: true,
      branches: ['main'],
    });
  }
  return {
    repository,
    branch: 'main',
    repositoryId: String(id),
    ownerId: String(github.accounts.organization(owner)?.id),
  };
}

/** Somebody suspends a bucket's versions in the console of staging: drift that no commit explains. */
function driftInConsole(aws: AwsSandbox): void {
  const [bucket] = aws.cloudFormation.resources({
    account: '444455556666',
    stackName: 'claims-staging',
    type: 'AWS::S3::Bucket',
  });
  if (!bucket) {
    throw new Error('claims-staging has no bucket that could drift');
  }
  aws.control.perform('edit-resource', {
    account: bucket.account,
    region: bucket.region,
    stackName: bucket.stackName,
    logicalId: bucket.logicalId,
    change: { VersioningConfiguration: { Status: 'Suspended' } },
    user: 'engineer',
  });
}

/** The demo's accounts have asked for more: with what AWS gives at first a region is full after five networks. */
function raiseQuotas(aws: AwsSandbox): void {
  for (const { id: account, regions } of ACCOUNTS) {
    for (const region of regions) {
      aws.quotas.raiseAll({ account, region });
    }
  }
}

/** Makes the organisation, its repository and its accounts with the roles and backends: all that comes before the first request. */
export async function connectDemo(parts: {
  github: GitHubSandbox;
  aws: AwsSandbox;
  portalUrl: string;
  onProgress(message: string): void;
}): Promise<PortalApp> {
  const { github, aws, portalUrl, onProgress } = parts;
  onProgress('Making the organisation and its repository');
  createOrganization({ github, accounts: aws.accounts });
  const app = installPortalApp(github, {
    organization: REPOSITORY.split('/')[0],
    webhookSecret: WEBHOOK_SECRET,
    portalUrl,
  });
  const repository = await createRepository(github, {
    repository: REPOSITORY,
    title: 'Acme infrastructure',
    description: 'Environments and tenants of Acme',
    portalUrl,
    accounts: ACCOUNTS,
  });
  onProgress('Bootstrapping the accounts');
  await bootstrapAccounts({ aws, issuer: github.issuer, repository });
  return app;
}

/** Something that happened before the demo begins. */
interface PastEvent {
  /** Milliseconds since the epoch. */
  at: number;
  title: string;
  happen(): Promise<void>;
}

/** The thirteen months of the demo's own units. */
function ownHistory(
  parts: {
    clock: SandboxClock;
    github: GitHubSandbox;
    aws: AwsSandbox;
    reports: HistoricReports;
  },
  today: number,
): PastEvent[] {
  const writer = new HistoryWriter({ ...parts, repository: REPOSITORY });
  return HISTORY.map(change => ({
    at: today - change.daysAgo * DAY - 3 * HOUR,
    title: change.title,
    happen: () => writer.write(requestOf(change)),
  }));
}

/** Makes the repository of a generated fleet and its accounts; answers its year, and what is wrong with it at the end. */
async function generatedHistory(
  parts: {
    clock: SandboxClock;
    github: GitHubSandbox;
    aws: AwsSandbox;
    portalUrl: string;
  },
  fleet: Fleet,
): Promise<{ events: PastEvent[]; fallIll(): void }> {
  const { github, aws, portalUrl } = parts;
  await createRepository(github, {
    repository: FLEET_REPOSITORY,
    title: 'Fleet',
    description: 'A generated fleet of environments and tenants',
    portalUrl,
    accounts: fleet.accounts.map(({ id, name, stages, regions }) => ({
      id,
      name,
      stages,
      regions,
    })),
  });
  fleet.accounts.forEach(account => aws.accounts.add(account));
  const { clock } = parts;
  const writer = new HistoryWriter({
    clock,
    github,
    aws,
    repository: FLEET_REPOSITORY,
  });
  return {
    events: fleet.changes.map((change, index) => ({
      at: change.at,
      title: change.title,
      happen: () => writer.write(fleetRequest(change, `fleet-${index}`)),
    })),
    fallIll: () => makeIll(fleet, aws),
  };
}

/**
 * Lays down thirteen months of the demo organisation, and a generated fleet beside it. The clock is stopped while it does, and runs
 * afterwards.
 */
export async function seedDemo(parts: {
  clock: SandboxClock;
  github: GitHubSandbox;
  aws: AwsSandbox;
  portalUrl: string;
  /** Where the runs of the demo's own units leave what they report. */
  reports: HistoricReports;
  dataDir: string;
  /** @default - the demo's own units alone */
  fleet?: Fleet;
  onProgress(message: string): void;
}): Promise<void> {
  const { clock, aws, dataDir, fleet, onProgress } = parts;
  const today = Date.now();
  clock.freeze(new Date(today - 396 * DAY));
  keepPortalApp(await connectDemo(parts), dataDir);
  raiseQuotas(aws);
  const generated = fleet && (await generatedHistory(parts, fleet));
  const past = [...ownHistory(parts, today), ...(generated?.events ?? [])].sort(
    (a, b) => a.at - b.at,
  );
  for (const { at, title, happen } of past) {
    clock.advance(Math.max(0, at - clock.millis()));
    onProgress(title);
    await happen();
  }
  clock.advance(Math.max(0, today - 10 * HOUR - clock.millis()));
  driftInConsole(aws);
  generated?.fallIll();
  clock.release();
  await routeStackEvents(aws.url, [...ACCOUNTS, ...(fleet?.accounts ?? [])]);
}

/** What depends on where the portal is, set at every start. */
export function demonstrate(parts: {
  github: GitHubSandbox;
  portalUrl: string;
}): void {
  const { github, portalUrl } = parts;
  github.actions.setVariable(REPOSITORY, 'PLINTH_PORTAL_URL', portalUrl);
  connectPortalApp(github, { portalUrl, webhookSecret: WEBHOOK_SECRET });
}
