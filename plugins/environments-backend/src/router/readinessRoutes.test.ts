import { mockCredentials } from '@backstage/backend-test-utils';
import { synthesizeUnit, type SynthesizedStack } from '@plinth/blueprints';
import type {
  Readiness,
  StatedRecovery,
} from '@plinth/plugin-environments-common';
import request from 'supertest';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { engines } from '../__testUtils__/databases';
import { environmentEntity } from '../__testUtils__/entities';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import {
  REPOSITORY,
  startPlugin,
  StartedPlugin,
} from '../__testUtils__/startPlugin';
import { cloudFormationSource, templateSource } from '../store';
import type { StackReading, StoredResource } from '../store';

const NOW = new Date('2026-05-10T12:00:00.000Z');
const ARN = 'arn:aws:cloudformation:us-east-1:444455556666:stack/phs/1';
const SOURCE = cloudFormationSource(ACCOUNT, REGION);

describe.each(engines)('readiness and recovery on %s', (_, createDatabase) => {
  let template: SynthesizedStack['template'];
  let resources: StoredResource[];
  let plugin: StartedPlugin;
  const denied = new Set<string>();

  beforeAll(async () => {
    [{ template }] = synthesizeUnit({
      kind: 'environment',
      name: 'phs',
      blueprint: 'platform-services',
      version: '1.0.0',
      stage: 'staging',
      ...PLACE,
      owner: 'group:default/platform',
      monthlyBudget: 5000,
      parameters: { cidr: '10.10.0.0/16', hostRepository: 'acme/host-app' },
    });
    resources = Object.entries(template.Resources ?? {}).map(
      ([logicalId, { Type }]) => ({
        logicalId,
        resourceType: Type,
        status: 'CREATE_COMPLETE',
      }),
    );
    plugin = await startPlugin({
      createDatabase,
      entities: [
        environmentEntity('phs', {
          'plinth/blueprint': 'platform-services@1.0.0',
        }),
        environmentEntity('paired', {
          'plinth/blueprint': 'platform-services@1.0.0',
        }),
        environmentEntity('own', { 'plinth/blueprint': 'own-blueprint' }),
        environmentEntity('shop', {
          'plinth/blueprint': 'container-platform@1.0.0',
        }),
        environmentEntity('shop-dev', {
          'plinth/blueprint': 'container-platform@1.0.0',
          'plinth/stage': 'dev',
        }),
        environmentEntity('elsewhere', {
          'plinth/blueprint': 'platform-services',
          'plinth/region': 'eu-west-1',
        }),
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Resource',
          metadata: {
            name: `stack-${ACCOUNT}-${REGION}-phs`,
            namespace: 'default',
          },
          spec: { type: 'cloudformation-stack' },
        },
      ],
      decide: permission => !denied.has(permission),
    });
  });

  beforeEach(async () => {
    denied.clear();
    await plugin.stacks.replaceStacks(PLACE, [stack()], { at: NOW });
    await plugin.resources.replaceResources(ARN, resources);
    for (const source of [SOURCE, templateSource(ACCOUNT, REGION)]) {
      await plugin.readings.succeeded(source, { at: NOW });
    }
  });

  afterAll(() => plugin.stop());

  function stack(overrides: Partial<StackReading> = {}): StackReading {
    return stackReading('phs', {
      stackId: ARN,
      provenance: { commit: 'a'.repeat(40) },
      outputs: Object.keys(template.Outputs ?? {}),
      ...overrides,
    });
  }

  const statement = (
    name: string,
    event: string,
    rpoMinutes: number,
    rtoMinutes: number,
  ): StatedRecovery => ({ name, event, rpoMinutes, rtoMinutes, basis: name });

  const get = (name: string, what: string) =>
    request(plugin.server).get(
      `/api/environments/v1/entities/default/resource/${name}/${what}`,
    );
  const readiness = async (name = 'phs'): Promise<Readiness> =>
    (await get(name, 'readiness').expect(200)).body;
  const missing = (answer: Readiness) =>
    answer.items.flatMap(item => item.missing);

  it('tells that all of the checklist is there, and as of when', async () => {
    const answer = await readiness();
    expect(answer).toMatchObject({
      entityRef: 'resource:default/phs',
      blueprint: 'platform-services',
      status: 'Ready',
      missingStacks: [],
      freshness: { readAt: NOW.toISOString(), source: SOURCE, stale: false },
    });
    expect(
      answer.items.map(({ requirement, met }) => [requirement, met]),
    ).toEqual(
      [
        'PHS-1',
        'PHS-2',
        'PHS-3',
        'PHS-4',
        'PHS-5',
        'PHS-6',
        'PHS-7',
        'PHS-8, PHS-12',
        'PHS-9, PHS-11',
      ].map(requirement => [requirement, true]),
    );
  });

  it('names what failed, and which output has no value', async () => {
    await plugin.resources.replaceResources(
      ARN,
      resources.map(resource =>
        resource.resourceType === 'AWS::CloudTrail::Trail'
          ? { ...resource, status: 'CREATE_FAILED' }
          : resource,
      ),
    );
    await plugin.stacks.replaceStacks(
      PLACE,
      [stack({ outputs: stack().outputs?.filter(o => o !== 'AuditEndpoint') })],
      { at: NOW },
    );
    const answer = await readiness();
    expect(answer.status).toBe('NotReady');
    expect(answer.items.filter(({ met }) => !met)).toMatchObject([
      { requirement: 'PHS-2', missing: ['output AuditEndpoint has no value'] },
      {
        requirement: 'PHS-6',
        missing: [expect.stringMatching(/^audit trail: 0 of 1.*CREATE_FAILED/)],
      },
    ]);
  });

  it('does not take a resource for there that drift detection no longer found', async () => {
    const firewall = resources.find(
      each => each.resourceType === 'AWS::NetworkFirewall::Firewall',
    )!;
    const found = (checkedAt: string) =>
      plugin.drift.setDrift(ARN, {
        checkedAt,
        status: 'DRIFTED',
        resources: [
          { logicalId: firewall.logicalId, drift: 'DELETED', differences: [] },
        ],
      });
    await found('2026-05-02T10:00:00.000Z');
    expect(missing(await readiness())).toEqual([
      `egress firewall: 0 of 1 complete (AWS::NetworkFirewall::Firewall: ${firewall.logicalId} was deleted outside the pipeline)`,
    ]);
    // The update after that detection made it again.
    await plugin.stacks.replaceStacks(
      PLACE,
      [stack({ updatedAt: '2026-05-03T10:00:00.000Z' })],
      { at: NOW },
    );
    expect((await readiness()).status).toBe('Ready');
    await plugin.drift.setDrift(ARN, {
      checkedAt: '2026-05-04T10:00:00.000Z',
      status: 'IN_SYNC',
      resources: [
        { logicalId: firewall.logicalId, drift: 'IN_SYNC', differences: [] },
      ],
    });
  });

  it('is not ready by a stack that the pipeline did not deploy, or that was deleted', async () => {
    await plugin.stacks.replaceStacks(
      PLACE,
      [stack({ provenance: undefined })],
      { at: NOW },
    );
    expect(missing(await readiness())).toEqual([
      'the stack names no commit that it was deployed from',
    ]);
    await plugin.stacks.replaceStacks(PLACE, [], { at: NOW });
    const answer = await readiness();
    expect(answer).toMatchObject({
      status: 'NotReady',
      missingStacks: ['phs'],
    });
    expect(answer.items.some(({ met }) => met)).toBe(false);
  });

  it('misses a companion that the last deployment made in another region', async () => {
    const unit = {
      unit: 'environments/paired',
      entityRef: 'resource:default/paired',
    };
    await plugin.stacks.replaceStacks(
      PLACE,
      [stack(), stack({ ...unit, stackId: 'arn:paired', name: 'paired' })],
      { at: NOW },
    );
    await plugin.resources.replaceResources('arn:paired', resources);
    expect((await readiness('paired')).status).toBe('Ready');

    await plugin.deployments.putDeployment(
      {
        repository: REPOSITORY,
        units: [unit.unit],
        report: {
          id: 'run-1',
          commit: 'a'.repeat(40),
          runId: '1',
          outcome: 'succeeded',
          startedAt: NOW.toISOString(),
          stacks: ['paired', 'paired-dr'].map(stackName => ({
            unit: unit.unit,
            stackName,
            ...PLACE,
            outcome: 'succeeded' as const,
          })),
        },
      },
      { at: NOW },
    );
    expect(await readiness('paired')).toMatchObject({
      status: 'NotReady',
      missingStacks: ['paired-dr'],
    });
    expect((await get('paired', 'health').expect(200)).body).toMatchObject({
      status: 'Missing',
      reasons: [{ status: 'Missing', stack: 'paired-dr' }],
    });

    const elsewhere = { account: ACCOUNT, region: 'us-west-2' };
    await plugin.stacks.replaceStacks(
      elsewhere,
      [
        stack({
          ...unit,
          ...elsewhere,
          stackId: 'arn:paired-dr',
          name: 'paired-dr',
          outputs: [],
        }),
      ],
      { at: NOW },
    );
    await plugin.readings.succeeded(
      cloudFormationSource(ACCOUNT, 'us-west-2'),
      { at: NOW },
    );
    expect(await readiness('paired')).toMatchObject({
      status: 'Ready',
      missingStacks: [],
      freshness: { source: `${SOURCE}, CloudFormation ${ACCOUNT}/us-west-2` },
    });
    expect((await get('paired', 'health').expect(200)).body).toMatchObject({
      status: 'Healthy',
      stacks: [{ name: 'paired' }, { name: 'paired-dr' }],
    });
  });

  it('says that it does not know before the first reading, and has no checklist for every blueprint', async () => {
    expect(await readiness('elsewhere')).toMatchObject({
      status: 'Unknown',
      items: [],
      freshness: { readAt: null, stale: true },
    });
    for (const name of ['own', `stack-${ACCOUNT}-${REGION}-phs`]) {
      expect(await readiness(name)).toMatchObject({
        status: 'NoChecklist',
        items: [],
      });
    }
  });

  it('keeps the last verdict with the reason when CloudFormation does not answer', async () => {
    const reason = 'CloudFormation does not answer: it was refused.';
    await plugin.readings.failed(SOURCE, { at: new Date(), reason });
    expect(await readiness()).toMatchObject({
      status: 'Ready',
      freshness: { readAt: NOW.toISOString(), stale: true, reason },
    });
  });

  it('shows what the template states of each data store', async () => {
    const stated = template.Metadata?.['Plinth::Recovery'] as StatedRecovery[];
    expect(stated).toHaveLength(6);
    await plugin.statements.setStatements(
      ARN,
      { recovery: stated, drills: [] },
      { marker: 'read' },
    );
    for (const name of ['phs', `stack-${ACCOUNT}-${REGION}-phs`]) {
      const { body } = await get(name, 'recovery').expect(200);
      expect(body.items).toEqual(
        stated.map(store => ({ ...store, stack: 'phs', ...PLACE })),
      );
      expect(body.freshness).toMatchObject({
        source: templateSource(ACCOUNT, REGION),
        readAt: NOW.toISOString(),
      });
    }
    // Its blueprint takes no records of drills, so that none is missing.
    const own = (await get('own', 'recovery').expect(200)).body;
    expect([own.items, own.drills]).toEqual([[], []]);
    expect((await get('phs', 'recovery').expect(200)).body.drills).toEqual([]);
  });

  it('shows which procedures were drilled, against what both regions state, and which are due', async () => {
    const day = (daysAgo: number) =>
      new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
    const drills = [
      { date: day(200), exercise: 'restore', minutes: 70, lostMinutes: 3 },
      { date: day(30), exercise: 'traffic-switch', minutes: 4, change: 214 },
    ];
    for (const name of ['shop', 'shop-dev']) {
      const about = {
        unit: `environments/${name}`,
        entityRef: `resource:default/${name}`,
      };
      const stacks = [
        stack({ ...about, stackId: `arn:${name}`, name }),
        stack({ ...about, stackId: `arn:${name}-dr`, name: `${name}-dr` }),
      ];
      await plugin.stacks.replaceStacks(PLACE, stacks, { at: NOW });
      await plugin.statements.setStatements(
        `arn:${name}`,
        {
          recovery: [
            statement('database', 'deletion', 5, 110),
            statement('documents', 'region', 840, 240),
          ],
          drills,
        },
        { marker: 'read' },
      );
      await plugin.statements.setStatements(
        `arn:${name}-dr`,
        { recovery: [statement('service', 'region', 0, 5)], drills: [] },
        { marker: 'read' },
      );
      const everyDays = name === 'shop' ? { everyDays: 180 } : {};
      const { body } = await get(name, 'recovery').expect(200);
      expect(body.items).toHaveLength(3);
      expect(body.drills).toEqual([
        {
          exercise: 'documents-failover',
          status: 'NeverDrilled',
          ...everyDays,
          rpoMinutes: 840,
          rtoMinutes: 240,
        },
        {
          exercise: 'traffic-switch',
          status: 'Drilled',
          last: drills[1],
          daysAgo: 30,
          ...everyDays,
          pullRequest: {
            number: 214,
            url: `https://${REPOSITORY}/pull/214`,
          },
          rpoMinutes: 0,
          rtoMinutes: 5,
        },
        {
          exercise: 'restore',
          status: name === 'shop' ? 'Due' : 'Drilled',
          last: drills[0],
          daysAgo: 200,
          ...everyDays,
          rpoMinutes: 5,
          rtoMinutes: 110,
        },
      ]);
    }
  });

  it('takes a switch of regions for a drill, as its deployment measured it, unless somebody recorded it', async () => {
    const started = new Date(Date.now() - 60 * 60_000);
    const after = (minutes: number) =>
      new Date(started.getTime() + minutes * 60_000).toISOString();
    const part = (stackName: string, from: number, until: number) => ({
      unit: 'environments/shop',
      stackName,
      ...PLACE,
      outcome: 'succeeded' as const,
      startedAt: after(from),
      finishedAt: after(until),
      switchesTo: 'recovery' as const,
    });
    const deployed = (pullRequest: number) =>
      plugin.deployments.putDeployment(
        {
          repository: REPOSITORY,
          units: ['environments/shop'],
          report: {
            id: `switch-${pullRequest}`,
            commit: 'b'.repeat(40),
            runId: '2',
            pullRequest,
            outcome: 'succeeded',
            startedAt: after(0),
            finishedAt: after(40),
            stacks: [
              part('shop-fence', 0, 1),
              { ...part('shop-replica', 1, 21), recoveredTo: after(-3) },
              part('shop-traffic', 21, 22),
            ],
          },
        },
        { at: NOW },
      );
    const lastOf = async (exercise: string) =>
      (await get('shop', 'recovery').expect(200)).body.drills.find(
        (drill: { exercise: string }) => drill.exercise === exercise,
      );
    await plugin.stacks.replaceStacks(
      PLACE,
      [
        stack({
          unit: 'environments/shop',
          entityRef: 'resource:default/shop',
          stackId: 'arn:shop',
          name: 'shop',
        }),
      ],
      { at: NOW },
    );
    await plugin.statements.setStatements(
      'arn:shop',
      {
        recovery: [statement('service', 'region', 0, 5)],
        drills: [
          {
            date: '2026-05-01',
            exercise: 'traffic-switch',
            minutes: 4,
            change: 214,
          },
        ],
      },
      { marker: 'read' },
    );
    const recorded = await lastOf('traffic-switch');
    expect(recorded.last.minutes).toBe(4);
    await deployed(214);
    expect(await lastOf('traffic-switch')).toEqual(recorded);
    expect(await lastOf('database-failover')).toMatchObject({
      status: 'Drilled',
      last: { minutes: 21, lostMinutes: 3, change: 214, measured: true },
      pullRequest: { number: 214 },
    });
    await deployed(230);
    expect(await lastOf('traffic-switch')).toMatchObject({
      last: { minutes: 22, change: 230, measured: true },
      pullRequest: { number: 230 },
      rtoMinutes: 5,
    });
  });

  it.each(['readiness', 'recovery'])(
    'refuses %s to who may not read health, to nobody, and of what is not there',
    async what => {
      await get('absent', what).expect(404);
      await get('phs', what)
        .set('Authorization', mockCredentials.none.header())
        .expect(401);
      denied.add('environments.environment.read');
      const answer = await get('phs', what).expect(403);
      expect(JSON.stringify(answer.body)).not.toContain('PHS-1');
    },
  );
});
