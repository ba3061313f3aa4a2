import type {
  DeploymentReport,
  StackEventPage,
  StackResourceList,
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
import { TestIssuer } from '../__testUtils__/TestIssuer';
import type { StoredStackEvent } from '../store';

const API = '/api/environments/v1';
const COMMIT = 'c'.repeat(40);
const STACK = {
  unit: 'environments/alpha',
  stackName: 'alpha',
  account: ACCOUNT,
  region: REGION,
};

function deployment(
  stack: Partial<DeploymentReport['stacks'][number]>,
): DeploymentReport {
  return {
    id: '4711-1-deploy',
    commit: COMMIT,
    runId: '4711',
    outcome: 'succeeded',
    startedAt: '2026-05-10T10:00:00Z',
    finishedAt: '2026-05-10T10:05:00Z',
    stacks: [{ ...STACK, outcome: 'succeeded', ...stack }],
  };
}

describe.each(engines)('one stack in depth on %s', (_, createDatabase) => {
  let issuer: TestIssuer;
  let plugin: StartedPlugin;

  beforeAll(async () => {
    issuer = await TestIssuer.start();
    plugin = await startPlugin({
      entities: [environmentEntity('alpha')],
      issuer: issuer.url,
      createDatabase,
    });
    await plugin.stacks.replaceStacks(PLACE, [stackReading('alpha')], {
      at: new Date(),
    });
    await plugin.resources.replaceResources('arn:alpha', [
      {
        logicalId: 'DataBucketE6B0FAA8',
        physicalId: 'alpha-data',
        resourceType: 'AWS::S3::Bucket',
        status: 'CREATE_COMPLETE',
      },
      {
        logicalId: 'Topic',
        resourceType: 'AWS::SNS::Topic',
        status: 'CREATE_COMPLETE',
      },
    ]);
  });
  afterAll(async () => {
    await plugin.stop();
    await issuer.close();
  });

  const report = async (body: DeploymentReport) => {
    const answer = await request(plugin.server)
      .post(`${API}/deployments`)
      .set('Authorization', `Bearer ${await issuer.token()}`)
      .send(body);
    return answer;
  };
  const read = async <T>(route: string): Promise<T> => {
    const answer = await request(plugin.server).get(
      `${API}/entities/default/resource/alpha/stacks/alpha/${route}`,
    );
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const resources = async () =>
    (await read<StackResourceList>('resources')).items;

  it('tells which construct makes each resource, once the pipeline has reported it, and where the console shows it', async () => {
    const older = await report(deployment({}));
    expect(older.status).toBe(201);
    expect((await resources()).map(each => each.constructPath)).toEqual([
      undefined,
      undefined,
    ]);
    const newer = await report(
      deployment({
        constructs: { DataBucketE6B0FAA8: 'Data/Bucket/Resource' },
      }),
    );
    expect(newer.status).toBe(201);
    const [bucket, topic] = await resources();
    expect(bucket).toMatchObject({
      constructPath: 'Data/Bucket/Resource',
      consoleUrl: expect.stringMatching(/\/s3\/buckets\/alpha-data/),
    });
    expect(topic).toMatchObject({
      consoleUrl: expect.stringMatching(/cloudformation.*arn%3Aalpha/),
    });
    expect(topic).not.toHaveProperty('constructPath');
  });

  it('keeps constructs out of what is recorded for good', async () => {
    const constructs = { DataBucketE6B0FAA8: 'Data/Bucket/Resource' };
    await report(deployment({ constructs }));
    const [stored] = await plugin.deployments.deploymentsOf(
      REPOSITORY,
      'environments/alpha',
      { limit: 1 },
    );
    expect(stored.stacks).toEqual([{ ...STACK, outcome: 'succeeded' }]);
    const changes = await request(plugin.server).get(
      `${API}/entities/default/resource/alpha/changes`,
    );
    expect(changes.body.items).toHaveLength(1);
    expect(JSON.stringify(changes.body)).not.toContain('Data/Bucket');
  });

  it.each([
    [
      'more than a template can have',
      Object.fromEntries(
        Array.from({ length: 501 }, (__, i) => [`Topic${i}`, 'Topic']),
      ),
    ],
    ['a path longer than any is', { Topic: 'x'.repeat(501) }],
  ])('refuses constructs that are %s', async (__, constructs) => {
    const answer = await report(deployment({ constructs }));
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/constructs/);
  });

  it('tells the past of one resource, with the commit and the run of whatever the pipeline did', async () => {
    await plugin.repositories.addCommits([
      {
        repository: REPOSITORY,
        sha: COMMIT,
        url: `https://${REPOSITORY}/commit/${COMMIT}`,
        message: 'Larger topic',
        committedAt: '2026-05-10T09:00:00.000Z',
        units: ['environments/alpha'],
      },
    ]);
    const event = (
      id: number,
      logicalId: string,
      clientToken?: string,
    ): StoredStackEvent => ({
      id: String(id),
      stackId: 'arn:alpha',
      at: `2026-05-10T10:0${id}:00.000Z`,
      logicalId,
      resourceType: 'AWS::SNS::Topic',
      status: 'UPDATE_COMPLETE',
      clientToken,
    });
    await plugin.stackEvents.addEvents([
      event(1, 'Topic'),
      event(2, 'Topic', `plinth-${'d'.repeat(12)}-1`),
      event(3, 'Topic', `plinth-${COMMIT.slice(0, 12)}-4711`),
      event(4, 'Other', `plinth-${COMMIT.slice(0, 12)}-4711`),
    ]);
    const { items } = await read<StackEventPage>('events?resource=Topic');
    expect(
      items.map(({ id, commit, run }) => [id, commit?.message, run?.id]),
    ).toEqual([
      ['3', 'Larger topic', '4711'],
      // Whoever may deploy can call an operation like one of the pipeline's.
      ['2', undefined, undefined],
      ['1', undefined, undefined],
    ]);
    expect(JSON.stringify(items)).not.toContain('clientToken');
  });
});
