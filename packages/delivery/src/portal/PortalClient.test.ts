import type {
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import { UnsecuredJWT } from 'jose';
import { PortalRecorder } from '../__testUtils__/PortalRecorder';
import { PortalClient } from './PortalClient';

const PLAN: PlanReport = {
  pullRequest: 7,
  headCommit: 'a'.repeat(40),
  hash: 'b'.repeat(64),
  outcome: 'passed',
  stacks: [
    {
      unit: 'environments/claims-dev',
      stackName: 'claims-dev',
      account: '111122223333',
      region: 'us-east-1',
      templateSha256: 'c'.repeat(64),
      baselineSha256: null,
      changes: [],
    },
  ],
  findings: [],
};
const DEPLOYMENT: DeploymentReport = {
  id: '1-1-deploy',
  commit: 'a'.repeat(40),
  runId: '1',
  outcome: 'running',
  startedAt: '2026-11-21T07:30:00.000Z',
  stacks: [],
};

describe('PortalClient', () => {
  let portal: PortalRecorder;
  let client: PortalClient;

  beforeEach(async () => {
    portal = await PortalRecorder.start();
    client = PortalClient.create({
      portalUrl: `${portal.url}/`,
      audience: 'plinth',
      tokens: {
        token: async audience =>
          new UnsecuredJWT({ run: '1' }).setAudience(audience).encode(),
      },
    });
  });

  it('reports as the run, by a token for the portal', async () => {
    await client.reportPlan(PLAN);
    await client.reportDeployment(DEPLOYMENT);
    expect(portal.reports('plans')).toEqual([PLAN]);
    expect(portal.reports('deployments')).toEqual([DEPLOYMENT]);
    expect(portal.requests.map(({ claims }) => claims)).toEqual([
      { run: '1', aud: 'plinth' },
      { run: '1', aud: 'plinth' },
    ]);
    await portal.close();
  });

  it('tries again when the portal is busy, and not when it refuses', async () => {
    portal.failures.push(503, 429);
    await client.reportPlan(PLAN);
    expect(portal.reports('plans')).toEqual([PLAN]);
    portal.failures.push(403);
    await expect(client.reportDeployment(DEPLOYMENT)).rejects.toThrow(
      /POST .*\/api\/environments\/v1\/deployments answered 403/,
    );
    expect(portal.reports('deployments')).toEqual([]);
    await portal.close();
  });

  it.each([
    [
      'a report that lacks what is required',
      { ...DEPLOYMENT, startedAt: undefined },
      /POST \/deployments: body must have required property 'startedAt'/,
    ],
    [
      'a value that the contract does not know',
      { ...DEPLOYMENT, outcome: 'unchanged' },
      /body\/outcome must be equal to one of the allowed values/,
    ],
    [
      'a time in another format',
      { ...DEPLOYMENT, startedAt: 'yesterday' },
      /body\/startedAt must match format "date-time"/,
    ],
    [
      'a field that the contract does not have',
      { ...DEPLOYMENT, commits: ['a'] },
      'POST /deployments: body must NOT have additional properties',
    ],
  ])('fails its tests for %s', async (_, body, problem) => {
    await expect(
      client.reportDeployment(body as DeploymentReport),
    ).rejects.toThrow('answered 400');
    expect(() => portal.reports('deployments')).toThrow(problem);
    await expect(portal.close()).rejects.toThrow(problem);
  });
});
