import type {
  DeploymentPage,
  StackResourceList,
} from '@plinth/plugin-environments-common';
import {
  AwsSandbox,
  DocumentStore,
  fleetStack,
  GitHubSandbox,
  SandboxClock,
  startAws,
  startGitHub,
} from '@plinth/sandbox';
import {
  connectDemo,
  HistoricReports,
  HistoryWriter,
} from '@plinth/sandbox/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as forward, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { environmentEntity } from '../__testUtils__/entities';
import { stackReading } from '../__testUtils__/stackReading';
import { startPlugin, StartedPlugin } from '../__testUtils__/startPlugin';

const PLACE = { account: ACCOUNT, region: REGION };
const ENTITY = '/api/environments/v1/entities/default/resource/claims';

const unit = (monthlyBudget: number) => ({
  kind: 'environment' as const,
  name: 'claims',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev' as const,
  ...PLACE,
  owner: 'group:default/claims',
  monthlyBudget,
  parameters: { cidr: '10.0.0.0/16' },
});

/** Where a portal is that begins to answer once it is asked for the third time. */
async function slowPortal(port: () => number): Promise<Server> {
  let asked = 0;
  const server = createServer((req, res) => {
    asked += 1;
    if (asked <= 2) {
      res.writeHead(503).end();
      return;
    }
    const { method, url, headers } = req;
    const there = { port: port(), method, path: url, headers };
    req.pipe(
      forward(there, answer => {
        res.writeHead(answer.statusCode ?? 500);
        answer.pipe(res);
      }),
    );
  });
  await new Promise<void>(resolve => server.listen(0, resolve));
  return server;
}

describe('the past of the sandbox', () => {
  let dataDir: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let aws: AwsSandbox;
  let portal: Server;
  let reports: HistoricReports;
  let plugin: StartedPlugin;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-history-'));
    documents = DocumentStore.open(':memory:');
  });
  afterAll(async () => {
    await reports?.close();
    await new Promise(resolve => portal.close(resolve));
    await plugin?.stop();
    await github?.close();
    await aws?.close();
    documents.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is told to the portal by its runs as soon as there is one, with which constructs make what was deployed', async () => {
    const clock = new SandboxClock();
    const parts = { clock, documents, dataDir };
    github = await startGitHub({ ...parts, port: 0 });
    aws = await startAws({ ...parts, port: 0, latency: 1 });
    plugin = await startPlugin({
      entities: [environmentEntity('claims')],
      issuer: github.issuer,
    });
    portal = await slowPortal(() => plugin.server.port());
    const { port } = portal.address() as AddressInfo;
    const portalUrl = `http://localhost:${port}`;
    clock.freeze(new Date(Date.now() - 30 * 86_400_000));
    await connectDemo({ github, aws, portalUrl, onProgress: () => {} });
    reports = new HistoricReports({ documents, github, portalUrl });
    const writer = new HistoryWriter({
      clock,
      github,
      aws,
      repository: 'acme/infrastructure',
      reports,
    });
    for (const [index, budget] of [100, 200].entries()) {
      await writer.write({
        name: `claims-${index}`,
        title: `Change ${index}`,
        requester: 'developer',
        approver: 'engineer',
        template: 'new-environment',
        units: [unit(budget)],
        stacks: [
          {
            ...fleetStack(unit(budget)),
            constructs: { Bucket: `Data${index}/Bucket/Resource` },
          },
        ],
        ...(index === 1 && {
          deployment: 'rolledBack',
          fault: { type: 'AWS::S3::Bucket', message: 'No' },
        }),
      });
      clock.advance(86_400_000);
    }
    clock.release();
    reports.send();

    await plugin.stacks.replaceStacks(PLACE, [stackReading('claims')], {
      at: new Date(),
    });
    await plugin.resources.replaceResources('arn:claims', [
      {
        logicalId: 'Bucket',
        resourceType: 'AWS::S3::Bucket',
        status: 'UPDATE_COMPLETE',
      },
    ]);
    const { server } = plugin;
    const read = async <T>(route: string): Promise<T> =>
      (await request(server).get(`${ENTITY}/${route}`)).body;
    let page: DeploymentPage;
    do {
      await new Promise(resolve => setTimeout(resolve, 100));
      page = await read<DeploymentPage>('deployments');
    } while (page.items.length < 2);
    expect(page.items.map(({ status }) => status)).toEqual([
      'rolledBack',
      'succeeded',
    ]);
    const { items } = await read<StackResourceList>('stacks/claims/resources');
    expect(items).toMatchObject([
      { logicalId: 'Bucket', constructPath: 'Data1/Bucket/Resource' },
    ]);
  }, 60_000);
});
