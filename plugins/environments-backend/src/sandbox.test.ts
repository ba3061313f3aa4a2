import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type {
  Change,
  ChangePage,
  EnvironmentPage,
  Health,
  PlacementList,
} from '@plinth/plugin-environments-common';
import {
  AwsSandbox,
  DocumentStore,
  GitHubSandbox,
  SandboxClock,
  startAws,
} from '@plinth/sandbox';
import {
  installPortalApp,
  PORTAL_NEEDS,
  recordPermissions,
  startCheckedGitHub,
} from '@plinth/sandbox/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import environmentsPlugin from './index';
import { ACCOUNT, REGION } from './__testUtils__/awsAnswers';
import { environmentEntity } from './__testUtils__/entities';

const REPO = 'acme/infrastructure';
/** A second repository, which the portal may not read at first. */
const PAYMENTS = 'acme/payments';
const GOVERNANCE = `apiVersion: plinth/v1
kind: GovernancePhase
phase: operate
owners: [group:default/platform]
authorizes:
  accounts:
    - { id: '${ACCOUNT}', name: staging, stages: [staging], regions: [${REGION}] }
  blueprints: [application]
  resourceTypes: ['AWS::*']
  commands: [plan, deploy, drift]
`;
const SIGNATURE = { name: 'Developer', email: 'developer@example.com' };

describe('with GitHub and AWS on loopback', () => {
  let dataDir: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let aws: AwsSandbox;
  let backend: TestBackend;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-environments-'));
    documents = DocumentStore.open(':memory:');
    const parts = { clock: new SandboxClock(), documents, dataDir };
    github = await startCheckedGitHub({ ...parts, port: 0 });
    aws = await startAws({ ...parts, port: 0, latency: 1 });
  });

  afterAll(async () => {
    await backend?.stop();
    await github?.close();
    await aws?.close();
    documents?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const get = (route: string) =>
    request(backend.server).get(`/api/environments/v1${route}`);

  /** Asks until the answer is what is waited for; before that it may be an error. */
  async function until<T>(
    description: string,
    route: string,
    condition: (body: Partial<T>) => boolean,
  ): Promise<T> {
    const deadline = Date.now() + 30_000;
    let body;
    while (Date.now() < deadline) {
      body = (await get(route)).body;
      if (condition(body)) {
        return body;
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    throw new Error(
      `${description} did not happen: ${JSON.stringify(body, null, 1)}`,
    );
  }

  it('follows a unit from pull request to a healthy stack', async () => {
    for (const login of ['developer', 'admin']) {
      github.accounts.createUser({ login, siteAdmin: login === 'admin' });
    }
    github.accounts.createOrganization({
      login: 'acme',
      defaultRole: 'write',
      members: ['developer', 'admin'].map(login => ({
        login,
        role: 'member',
      })),
    });
    const app = installPortalApp(github, {
      organization: 'acme',
      webhookSecret: 'secret',
      portalUrl: 'http://localhost:7007',
    });
    const usedPermissions = recordPermissions(github);
    await github.repositories.create({
      owner: 'acme',
      name: 'infrastructure',
      creator: 'admin',
      autoInit: true,
    });
    await github.repositories.commit(REPO, {
      branch: 'plinth/claims',
      message: 'Add claims-staging',
      changes: { 'environments/claims-staging/environment.json': '{}' },
      author: SIGNATURE,
      pusher: 'plinth[bot]',
    });
    const pull = await github.pulls.create({
      repo: REPO,
      title: 'New environment claims-staging',
      body: 'Please.\n<!-- plinth:request {"requester":"user:default/developer","template":"new-environment","entity":"resource:default/claims-staging","task":"1"} -->',
      head: 'plinth/claims',
      base: 'main',
      author: 'plinth[bot]',
    });

    const { host } = new URL(github.url);
    backend = await startTestBackend({
      features: [
        environmentsPlugin,
        schedulerServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'https://portal.example.com' },
            integrations: {
              github: [
                {
                  host,
                  apiBaseUrl: github.apiUrl,
                  apps: [{ ...app }],
                },
              ],
            },
            environments: {
              repositories: [REPO, PAYMENTS].map(each => ({
                url: `${github.url}/${each}`,
                oidc: { issuer: github.issuer },
              })),
              accounts: [{ id: ACCOUNT, name: 'staging', regions: [REGION] }],
              aws: { endpoint: aws.url },
              schedule: {
                sweep: { frequency: { seconds: 1 }, timeout: { seconds: 10 } },
                trail: { frequency: { seconds: 1 }, timeout: { seconds: 10 } },
                repositories: {
                  frequency: { seconds: 2 },
                  timeout: { seconds: 10 },
                },
              },
            },
            aws: {
              accounts: [
                {
                  accountId: ACCOUNT,
                  accessKeyId: `AKIA${ACCOUNT}READ`,
                  secretAccessKey: 'sandbox',
                },
              ],
            },
          },
        }),
        catalogServiceMock.factory({
          entities: [
            environmentEntity('claims-staging', {
              'plinth/repository': `${host}/${REPO}`,
            }),
            environmentEntity('ledger-staging', {
              'plinth/repository': `${host}/${PAYMENTS}`,
            }),
          ],
        }),
      ],
    });
    const entity = '/entities/default/resource/claims-staging';
    const untilChange = (
      description: string,
      isMeant: (change: Change) => boolean,
    ) =>
      until<ChangePage>(description, `${entity}/changes`, ({ items = [] }) =>
        items.some(isMeant),
      );
    await untilChange(
      'the open pull request',
      ({ id, status }) => id === `pull-${pull.number}` && status === 'proposed',
    );

    await github.pulls.review({
      repo: REPO,
      number: pull.number,
      author: 'admin',
      event: 'APPROVE',
    });
    const merged = await github.pulls.merge({
      repo: REPO,
      number: pull.number,
      actor: 'admin',
    });
    const change = await untilChange(
      'the merge',
      ({ id }) => id === merged.sha,
    );
    expect(change.items).toMatchObject([
      {
        commit: { sha: merged.sha },
        pullRequest: { number: pull.number },
        requester: 'user:default/developer',
      },
    ]);
    expect(change.items).toHaveLength(1);

    const cfn = new CloudFormationClient({
      endpoint: aws.url,
      region: REGION,
      credentials: { accessKeyId: `AKIA${ACCOUNT}DEMO`, secretAccessKey: 'x' },
    });
    await cfn.send(
      new CreateStackCommand({
        StackName: 'claims-staging',
        Tags: [
          { Key: 'plinth:unit', Value: 'environments/claims-staging' },
          { Key: 'plinth:entity', Value: 'resource:default/claims-staging' },
        ],
        Parameters: [
          {
            ParameterKey: 'PlinthProvenance',
            ParameterValue: JSON.stringify({
              commit: merged.sha,
              pullRequest: pull.number,
              run: '1',
              planHash: 'abc',
            }),
          },
        ],
        TemplateBody: JSON.stringify({
          Parameters: { PlinthProvenance: { Type: 'String', Default: 'none' } },
          Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
          Outputs: { PlinthProvenance: { Value: { Ref: 'PlinthProvenance' } } },
        }),
      }),
    );
    await waitUntilStackCreateComplete(
      { client: cfn, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
      { StackName: 'claims-staging' },
    );
    const health = await until<Health>(
      'health',
      `${entity}/health`,
      body => body.status === 'Healthy' && body.sync === 'InSync',
    );
    expect(health).toMatchObject({
      mergedCommit: { sha: merged.sha },
      stacks: [
        {
          name: 'claims-staging',
          stackStatus: 'CREATE_COMPLETE',
          provenance: { commit: { sha: merged.sha }, run: { id: '1' } },
        },
      ],
    });
    // Somebody with a key made it, whatever it says of itself: its events are that call's, and not the pull request's.
    const byHand =
      'CreateStack on claims-staging (AWS::CloudFormation::Stack) outside the pipeline';
    const deployedByHand = await untilChange(
      'the deployment by hand',
      ({ title, entries }) =>
        title === byHand && entries.some(({ type }) => type === 'stackEvent'),
    );
    const typesOf = (found: (change: Change) => boolean) =>
      deployedByHand.items
        .filter(found)
        .flatMap(({ entries }) => entries.map(({ type }) => type));
    expect(
      deployedByHand.items.find(({ title }) => title === byHand),
    ).toMatchObject({
      status: 'outOfBand',
      entries: expect.arrayContaining([
        expect.objectContaining({
          type: 'consoleEdit',
          actor: expect.stringContaining(ACCOUNT),
        }),
      ]),
    });
    expect(typesOf(({ commit }) => commit?.sha === merged.sha)).not.toContain(
      'stackEvent',
    );

    await aws.control.perform('edit-resource', {
      account: ACCOUNT,
      region: REGION,
      stackName: 'claims-staging',
      logicalId: 'Bucket',
      change: { VersioningConfiguration: { Status: 'Suspended' } },
      user: 'developer@example.com',
    });
    const edit =
      'PutBucketVersioning on Bucket (AWS::S3::Bucket) outside the pipeline';
    const isEdit = ({ title }: Change) => title === edit;
    const audited = await untilChange('the console edit', isEdit);
    expect(audited.items.filter(isEdit)).toMatchObject([
      {
        status: 'outOfBand',
        entries: [
          {
            type: 'consoleEdit',
            actor: expect.stringContaining('developer@example.com'),
            details: { eventName: 'PutBucketVersioning', logicalId: 'Bucket' },
          },
        ],
      },
    ]);

    expect((await get(`${entity}/costs`)).body).toMatchObject({
      days: [],
      freshness: {
        stale: true,
        reason: expect.stringMatching(/payerAccount is not configured/),
      },
    });
    cfn.destroy();
    expect(usedPermissions()).toEqual(PORTAL_NEEDS.reading);
  });

  /** A stack as the pipeline leaves it. */
  async function deployStack(name: string, commit: string, run: string) {
    await aws.cloudFormation.deploy({
      account: ACCOUNT,
      region: REGION,
      stackName: name,
      tags: [
        { Key: 'plinth:unit', Value: `environments/${name}` },
        { Key: 'plinth:entity', Value: `resource:default/${name}` },
      ],
      parameters: [
        {
          key: 'PlinthProvenance',
          value: JSON.stringify({
            commit,
            pullRequest: 1,
            run,
            planHash: 'abc',
          }),
        },
      ],
      template: JSON.stringify({
        Parameters: { PlinthProvenance: { Type: 'String', Default: 'none' } },
        Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
        Outputs: { PlinthProvenance: { Value: { Ref: 'PlinthProvenance' } } },
      }),
    });
  }

  it('goes on with one repository while another cannot be read, says which one, and shows both once it can', async () => {
    const { host } = new URL(github.url);
    await github.repositories.commit(REPO, {
      branch: 'main',
      message: 'Govern',
      changes: { 'governance/phase.yaml': GOVERNANCE },
      author: SIGNATURE,
      pusher: 'admin',
    });
    const known = await until<PlacementList>(
      'the placements of one',
      '/placements',
      ({ items = [] }) => items.length > 0,
    );
    expect(known.items.map(({ repository }) => repository)).toEqual([
      `${host}/${REPO}`,
    ]);
    expect(known.unread).toEqual([
      {
        repository: `${host}/${PAYMENTS}`,
        reason: expect.stringContaining(PAYMENTS),
      },
    ]);
    expect((await get('/freezes')).body.unread).toMatchObject([
      { repository: `${host}/${PAYMENTS}` },
    ]);
    const healthOf = async (name: string) =>
      (await get(`/entities/default/resource/${name}/health`)).body;
    expect(await healthOf('claims-staging')).toMatchObject({
      status: 'Healthy',
    });

    await github.repositories.create({
      owner: 'acme',
      name: 'payments',
      creator: 'admin',
      autoInit: true,
    });
    const commit = await github.repositories.commit(PAYMENTS, {
      branch: 'main',
      message: 'Add ledger-staging',
      changes: {
        'governance/phase.yaml': GOVERNANCE,
        'environments/ledger-staging/environment.json': '{}',
      },
      author: SIGNATURE,
      pusher: 'admin',
    });
    await deployStack('ledger-staging', commit, '77');
    const both = await until<PlacementList>(
      'the placements of both',
      '/placements',
      ({ unread }) => unread === undefined,
    );
    expect(both.items.map(({ repository }) => repository)).toEqual([
      `${host}/${REPO}`,
      `${host}/${PAYMENTS}`,
    ]);
    const entity = '/entities/default/resource/ledger-staging';
    const health = await until<Health>(
      'health in the second',
      `${entity}/health`,
      ({ mergedCommit, stacks = [] }) =>
        mergedCommit?.sha === commit && stacks[0]?.provenance !== undefined,
    );
    const [stack] = health.stacks;
    expect(stack.provenance).toMatchObject({
      commit: { sha: commit, url: expect.stringContaining(PAYMENTS) },
      run: { url: expect.stringContaining(`${PAYMENTS}/actions/runs/77`) },
    });
    await until<ChangePage>(
      'the commit in its audit trail',
      `${entity}/changes`,
      ({ items = [] }) => items.some(change => change.commit?.sha === commit),
    );
    const fleet = await until<EnvironmentPage>(
      'both in the fleet',
      '/environments',
      ({ items = [] }) => items.length === 2,
    );
    expect(fleet.items.map(({ name }) => name).sort()).toEqual([
      'claims-staging',
      'ledger-staging',
    ]);
  });
});
