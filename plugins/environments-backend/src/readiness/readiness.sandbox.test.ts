import { mockServices } from '@backstage/backend-test-utils';
import { synthesizeUnit } from '@plinth/blueprints';
import type {
  Readiness,
  Recovery,
  StatedRecovery,
} from '@plinth/plugin-environments-common';
import {
  AwsSandbox,
  DocumentStore,
  SandboxClock,
  startAws,
} from '@plinth/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { awsClients } from '../__testUtils__/awsClients';
import { collectorParts } from '../__testUtils__/collectorParts';
import { environmentEntity } from '../__testUtils__/entities';
import { startPlugin, StartedPlugin } from '../__testUtils__/startPlugin';
import { RegionCollector } from '../collect/RegionCollector';

const PLACE = { account: ACCOUNT, region: REGION };

describe('readiness and recovery, deployed to the sandbox', () => {
  const [{ template, tags }] = synthesizeUnit({
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
  let dataDir: string;
  let documents: DocumentStore;
  let aws: AwsSandbox;
  let plugin: StartedPlugin;
  let collector: RegionCollector;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-readiness-'));
    documents = DocumentStore.open(':memory:');
    aws = await startAws({
      clock: new SandboxClock(),
      documents,
      dataDir,
      port: 0,
      latency: 1,
      pageSize: 1000,
    });
    // Six zones have an address each.
    aws.quotas.raiseAll(PLACE);
    // What the account's bootstrap leaves, and CDK templates ask for.
    aws.ssm.put({
      ...PLACE,
      name: '/cdk-bootstrap/hnb659fds/version',
      type: 'String',
      value: '30',
    });
    plugin = await startPlugin({
      entities: [
        environmentEntity('phs', {
          'plinth/blueprint': 'platform-services@1.0.0',
        }),
        environmentEntity('claims', {
          'plinth/blueprint': 'application@1.1.0',
        }),
      ],
    });
    collector = new RegionCollector({
      ...plugin,
      clients: awsClients(aws.url),
      ...collectorParts(plugin),
      events: mockServices.events.mock(),
      driftMaxAgeMs: 0,
    });
  });

  afterAll(async () => {
    await plugin?.stop();
    await aws?.close();
    documents?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const deploy = (options: { onFailure?: 'DO_NOTHING' } = {}) =>
    aws.cloudFormation.deploy({
      ...PLACE,
      stackName: 'phs',
      template: JSON.stringify(template),
      tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      parameters: [
        {
          key: 'PlinthProvenance',
          value: JSON.stringify({ commit: 'a'.repeat(40), run: '1' }),
        },
      ],
      ...options,
    });

  async function read(what: string, name = 'phs') {
    await collector.collect(PLACE);
    const { body } = await request(plugin.server)
      .get(`/api/environments/v1/entities/default/resource/${name}/${what}`)
      .expect(200);
    return body;
  }

  const open = (readiness: Readiness) =>
    readiness.items
      .filter(({ met }) => !met)
      .map(({ requirement, missing }) => [requirement, ...missing]);

  it('becomes ready, and says what is missing before and after', async () => {
    expect(await read('readiness')).toMatchObject({
      status: 'NotReady',
      missingStacks: ['phs'],
    });

    aws.faults.failNext({
      type: 'AWS::XRay::Group',
      message: 'Limit exceeded',
    });
    await deploy({ onFailure: 'DO_NOTHING' });
    const failed: Readiness = await read('readiness');
    expect(failed.status).toBe('NotReady');
    expect(open(failed).flat()).toContainEqual(
      expect.stringMatching(
        /^group of traces: 0 of 1 complete \(AWS::XRay::Group: \w+ CREATE_FAILED\)$/,
      ),
    );

    await deploy();
    const ready: Readiness = await read('readiness');
    expect(open(ready)).toEqual([]);
    expect(ready).toMatchObject({
      status: 'Ready',
      missingStacks: [],
      freshness: { stale: false },
    });
    expect(ready.items).toHaveLength(9);

    const { items } = await read('recovery');
    expect(items).toEqual(
      (template.Metadata?.['Plinth::Recovery'] as StatedRecovery[]).map(
        store => ({ ...store, stack: 'phs', ...PLACE }),
      ),
    );

    const [trail] = aws.cloudFormation.resources({
      type: 'AWS::CloudTrail::Trail',
    });
    aws.cloudFormation.edits.delete(trail);
    // One sweep starts drift detection, the next one reads what it found.
    await collector.collect(PLACE);
    expect(open(await read('readiness'))).toEqual([
      [
        'PHS-6',
        expect.stringMatching(
          /^audit trail: 0 of 1 complete .* was deleted outside the pipeline/,
        ),
      ],
    ]);
  });

  it('tells of a drill once the change that records it is deployed', async () => {
    const drill = { date: '2026-01-15', exercise: 'restore', minutes: 70 };
    const deployClaims = (drills?: object[]) => {
      const [claims] = synthesizeUnit({
        kind: 'environment',
        name: 'claims',
        blueprint: 'application',
        version: '1.1.0',
        stage: 'staging',
        ...PLACE,
        owner: 'group:default/platform',
        monthlyBudget: 500,
        parameters: { cidr: '10.20.0.0/16', drRegion: 'none', drills },
      });
      return aws.cloudFormation.deploy({
        ...PLACE,
        stackName: 'claims',
        template: JSON.stringify(claims.template),
        tags: Object.entries(claims.tags).map(([Key, Value]) => ({
          Key,
          Value,
        })),
        parameters: [],
      });
    };
    const drills = async () =>
      ((await read('recovery', 'claims')) as Recovery).drills;
    const never = { exercise: 'restore', everyDays: 180, rpoMinutes: 5 };

    await deployClaims();
    expect(await drills()).toMatchObject([
      { ...never, status: 'NeverDrilled' },
    ]);
    await deployClaims([drill]);
    expect(await drills()).toMatchObject([
      { ...never, last: drill, daysAgo: expect.any(Number) },
    ]);
  });
});
