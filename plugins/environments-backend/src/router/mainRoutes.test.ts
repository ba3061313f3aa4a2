import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  DocumentStore,
  SandboxClock,
  type GitHubSandbox,
} from '@plinth/sandbox';
import { startCheckedGitHub } from '@plinth/sandbox/testing';
import request from 'supertest';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { environmentEntity } from '../__testUtils__/entities';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { startPlugin, type StartedPlugin } from '../__testUtils__/startPlugin';

const API = '/api/environments/v1';
const UPGRADE = {
  blueprint: 'application',
  version: '1.1.0',
  waveSize: 1,
  maxOpen: 1,
  healthyMinutes: 30,
};

/** Upgrades go in the other order of stages than by default. */
const GOVERNANCE = `apiVersion: plinth/v1
kind: GovernancePhase
phase: operate
owners: [group:default/platform]
promotionOrder: [staging, dev]
authorizes:
  accounts:
    - { id: '${ACCOUNT}', name: all, stages: [dev, staging], regions: [${REGION}] }
  blueprints: [application]
  resourceTypes: ['AWS::*']
  commands: [plan, deploy]
`;

/** Routes that tell what the protected branch says, and begin what changes it. */
describe('the routes about units as the protected branch has them', () => {
  let directory: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let plugin: StartedPlugin;
  const denied = new Set<string>();

  const unit = (name: string, stage: string, version = '1.0.0') => ({
    [`environments/${name}/environment.json`]: JSON.stringify({
      kind: 'environment',
      name,
      blueprint: 'application',
      version,
      stage,
      account: ACCOUNT,
      region: REGION,
      owner: 'group:default/platform',
      monthlyBudget: 500,
      parameters: { cidr: '10.1.0.0/16' },
    }),
  });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plinth-main-'));
    documents = DocumentStore.open(':memory:');
    github = await startCheckedGitHub({
      clock: new SandboxClock(),
      documents,
      dataDir: directory,
      port: 0,
    });
    github.accounts.createUser({ login: 'admin', siteAdmin: true });
    github.accounts.createOrganization({
      login: 'acme',
      members: [{ login: 'admin', role: 'admin' }],
    });
    await github.repositories.create({
      owner: 'acme',
      name: 'infrastructure',
      creator: 'admin',
    });
    await github.repositories.commit('acme/infrastructure', {
      branch: 'main',
      message: 'Begin',
      changes: {
        'governance/phase.yaml': GOVERNANCE,
        ...unit('alpha', 'dev'),
        ...unit('beta', 'staging'),
        ...unit('newest', 'dev', '1.1.0'),
      },
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });
    plugin = await startPlugin({
      entities: [
        environmentEntity('alpha', { 'plinth/stage': 'dev' }),
        environmentEntity('beta', { 'plinth/stage': 'staging' }),
        environmentEntity('newest', { 'plinth/stage': 'dev' }),
        environmentEntity('gone', { 'plinth/stage': 'shared' }),
      ],
      decide: (permission, ref) =>
        !denied.has(permission) && !denied.has(`${permission} ${ref}`),
      config: {
        integrations: {
          github: [
            {
              host: 'github.example.com',
              apiBaseUrl: github.apiUrl,
              token: github.tokenFor('admin'),
            },
          ],
        },
      },
    });
    await plugin.stacks.replaceStacks(PLACE, [stackReading('alpha')], {
      at: new Date(),
    });
    await plugin.resources.replaceResources('arn:alpha', [
      {
        logicalId: 'Queue',
        resourceType: 'AWS::SQS::Queue',
        status: 'CREATE_COMPLETE',
        drift: 'DELETED',
      },
      {
        logicalId: 'Logs',
        resourceType: 'AWS::Logs::LogGroup',
        status: 'CREATE_COMPLETE',
        drift: 'IN_SYNC',
      },
    ]);
  });
  afterAll(async () => {
    await plugin?.stop();
    await github?.close();
    documents?.close();
    await rm(directory, { recursive: true, force: true });
  });
  afterEach(() => denied.clear());

  const get = (route: string) => request(plugin.server).get(`${API}${route}`);
  const post = (route: string, body: object = {}) =>
    request(plugin.server).post(`${API}${route}`).send(body);

  describe('what drifted, as parameters', () => {
    const adoption = (name: string) =>
      get(`/entities/default/resource/${name}/adoption`);

    it('is told at the commit that it was compared with', async () => {
      const { status, body } = await adoption('alpha');
      expect(status).toBe(200);
      expect(body).toEqual({
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
        parameters: {},
        items: [
          {
            stack: 'alpha',
            logicalId: 'Queue',
            resourceType: 'AWS::SQS::Queue',
            path: '',
            deleted: true,
          },
        ],
      });
      const onMain = await get('/entities/default/resource/alpha/unit');
      expect(onMain.body).toMatchObject({
        commit: body.commit,
        version: '1.0.0',
        parameters: { cidr: '10.1.0.0/16' },
      });
    });

    it('is no answer for who may not read the unit, nor for one that the branch has not', async () => {
      denied.add('environments.environment.read resource:default/alpha');
      const refused = await adoption('alpha');
      expect(refused.status).toBe(403);
      expect(JSON.stringify(refused.body)).not.toContain('Queue');
      const gone = await adoption('gone');
      expect(gone.status).toBe(404);
      expect(gone.body.error.message).toMatch(
        /no environments\/gone\/environment\.json on main/,
      );
    });
  });

  describe('the upgrade of a fleet', () => {
    const list = async () => (await get('/fleet-upgrades')).body;

    it('is begun by who may ask, and by people alone', async () => {
      denied.add('environments.fleet.upgrade');
      for (const route of [
        '/fleet-upgrades',
        '/fleet-upgrades/1/pause',
        '/fleet-upgrades/1/resume',
      ]) {
        const body = route.endsWith('s') ? UPGRADE : {};
        expect((await post(route, body)).status).toBe(403);
      }
      expect(await list()).toEqual({ items: [], maySteer: false });
      denied.clear();
      const service = await post('/fleet-upgrades', UPGRADE).set(
        'Authorization',
        mockCredentials.service.header(),
      );
      expect(service.status).toBe(403);
      expect(service.body.error.message).toMatch(/needs a signed-in person/);
      expect(plugin.auditor.createEvent).not.toHaveBeenCalled();
      expect((await list()).items).toEqual([]);
    });

    it.each<[string, object]>([
      ['no version', { version: undefined }],
      ['a wave of nobody', { waveSize: 0 }],
      ['more open at once than may be', { maxOpen: 21 }],
      ['what is not asked for', { force: true }],
    ])('is not begun with %s', async (_, over) => {
      const answer = await post('/fleet-upgrades', { ...UPGRADE, ...over });
      expect(answer.status).toBe(400);
      expect((await list()).items).toEqual([]);
    });

    it('is not begun for a unit that the person may not change', async () => {
      denied.add('environments.environment.update resource:default/beta');
      const answer = await post('/fleet-upgrades', {
        ...UPGRADE,
        stages: ['dev', 'staging'],
      });
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(
        /You may not ask for a change of beta; narrow/,
      );
      expect((await list()).items).toEqual([]);
    });

    it('tells its waves, is begun once, and is paused, resumed and told to who may read its units', async () => {
      const asked = { ...UPGRADE, stages: ['dev', 'staging'] };
      const dry = await post('/fleet-upgrades', { ...asked, dryRun: true });
      expect(dry.status).toBe(201);
      expect((await list()).items).toEqual([]);

      const begun = await post('/fleet-upgrades', asked);
      expect(begun.status).toBe(201);
      // What is that new already is no part of it.
      expect(
        begun.body.units.map((each: { name: string; wave: number }) => [
          each.name,
          each.wave,
        ]),
      ).toEqual([
        ['beta', 1],
        ['alpha', 2],
      ]);
      expect(plugin.auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({
          eventId: 'fleet-upgrade-create',
          meta: { blueprint: 'application', version: '1.1.0' },
        }),
      );
      const twice = await post('/fleet-upgrades', asked);
      expect(twice.status).toBe(409);
      expect(twice.body.error.message).toMatch(
        /beta, alpha are part of|alpha, beta are part of/,
      );

      const step = (name: string, body = {}) =>
        post(`/fleet-upgrades/${begun.body.id}/${name}`, body);
      expect((await step('resume')).status).toBe(409);
      expect((await step('pause')).body.state).toBe('paused');
      expect((await step('pause')).status).toBe(409);
      const stranger = await step('resume', {
        leaveOut: ['resource:default/alpha'],
      });
      expect(stranger.status).toBe(400);
      expect((await step('resume')).body.state).toBe('running');
      expect((await step('cancel')).status).toBe(400);
      expect((await post('/fleet-upgrades/none/pause')).status).toBe(404);

      await plugin.fleetUpgrades.move(begun.body.id, ['running'], {
        state: 'stopped',
        reason: 'Wave 1 failed. beta: its deployment failed',
        changedBy: 'user:default/mock',
      });
      expect((await list()).items[0].reason).toMatch(/beta/);
      denied.add('environments.environment.read resource:default/beta');
      const seen = await list();
      expect(
        seen.items[0].units.map(({ name }: { name: string }) => name),
      ).toEqual(['alpha']);
      expect(JSON.stringify(seen)).not.toContain('beta');
      denied.add('environments.environment.read');
      expect((await list()).items).toEqual([]);
    });
  });
});
