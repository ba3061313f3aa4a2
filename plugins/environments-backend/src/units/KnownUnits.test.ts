import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { KnownUnit } from '@plinth/plugin-environments-common';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { engines, type TestDatabase } from '../__testUtils__/databases';
import { environmentEntity } from '../__testUtils__/entities';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { UnitRepositories } from '../config/UnitRepositories';
import type { StoredPullRequest } from '../store';
import { CatalogUnits } from './CatalogUnits';
import { KnownUnits } from './KnownUnits';

const REPOSITORY = 'github.example.com/acme/infrastructure';
const NOW = new Date('2026-05-10T12:00:00Z');
const UNIT = 'environments/claims-dev';
/** Whole SHAs, of whose first digits the number is made. */
const sha = (digit: number) => `${digit}`.repeat(40);

const commit = (digit: number, at: string) => ({
  repository: REPOSITORY,
  sha: sha(digit),
  message: 'Change',
  committedAt: at,
  url: 'https://example.com',
  units: [UNIT],
});

const pull = (
  number: number,
  overrides: Partial<StoredPullRequest> = {},
): StoredPullRequest => ({
  repository: REPOSITORY,
  number,
  title: 'Change',
  url: 'https://example.com',
  state: 'open',
  author: 'developer',
  headSha: sha(9),
  createdAt: '2026-05-01T10:00:00.000Z',
  updatedAt: '2026-05-01T10:00:00.000Z',
  content: { units: [UNIT], answers: [], files: 1 },
  ...overrides,
});

describe.each(engines)('units as they are known, on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  const knownUnits = (entities: Entity[]) =>
    new KnownUnits({
      ...database.stores,
      units: new CatalogUnits({
        catalog: catalogServiceMock({ entities }),
        auth: mockServices.auth(),
      }),
      configured: new UnitRepositories([
        {
          url: `https://${REPOSITORY}`,
          host: 'github.example.com',
          owner: 'acme',
          repo: 'infrastructure',
          fullName: REPOSITORY,
          branch: 'main',
          oidc: { issuer: 'https://issuer.example.com', audience: 'plinth' },
        },
      ]),
      accounts: [{ id: ACCOUNT, name: 'sandbox', regions: [REGION] }],
      now: () => NOW,
    });

  it('are told with stacks, what these hold, and what was merged, deployed and asked for last', async () => {
    const { stacks, resources, repositories, deployments } = database.stores;
    await stacks.replaceStacks(
      PLACE,
      [
        stackReading('claims-dev'),
        stackReading('claims-dev-data', {
          unit: UNIT,
          entityRef: 'resource:default/claims-dev',
        }),
        stackReading('other'),
      ],
      { at: NOW },
    );
    await resources.replaceResources('arn:claims-dev-data', [
      {
        logicalId: 'Bucket',
        physicalId: 'claims-dev-data-bucket-1x',
        resourceType: 'AWS::S3::Bucket',
        status: 'CREATE_COMPLETE',
      },
      {
        logicalId: 'Planned',
        resourceType: 'AWS::S3::Bucket',
        status: 'CREATE_IN_PROGRESS',
      },
    ]);
    await repositories.addCommits([
      commit(1, '2026-05-01T10:00:00.000Z'),
      commit(2, '2026-05-02T10:00:00.000Z'),
      { ...commit(3, '2026-05-03T10:00:00.000Z'), units: ['environments/x'] },
    ]);
    await repositories.putPullRequest(
      pull(12, { state: 'merged', mergeCommit: sha(2), headSha: sha(8) }),
    );
    await repositories.putPullRequest(pull(13));
    await repositories.putPullRequest(
      pull(14, {
        state: 'closed',
        headSha: sha(7),
        closedAt: '2026-05-09T10:00:00.000Z',
      }),
    );
    await repositories.putPullRequest(
      pull(15, { content: { units: [`${UNIT}-2`], answers: [], files: 1 } }),
    );
    await deployments.putDeployment(
      {
        repository: REPOSITORY,
        units: [UNIT],
        report: deploymentReport({
          commit: sha(4),
          pullRequest: 11,
          stacks: [deployedStack('claims-dev')],
        }),
      },
      { at: NOW },
    );
    const entity = environmentEntity('claims-dev');
    entity.metadata.title = 'Claims';
    const { items, pageInfo } = await knownUnits([entity]).page();
    expect(pageInfo).toEqual({});
    expect(items).toEqual<KnownUnit[]>([
      {
        entityRef: 'resource:default/claims-dev',
        name: 'claims-dev',
        title: 'Claims',
        kind: 'environment',
        stage: 'staging',
        account: ACCOUNT,
        accountName: 'sandbox',
        region: REGION,
        owner: 'group:default/platform',
        blueprint: 'application@1.0.0',
        system: undefined,
        stacks: ['claims-dev', 'claims-dev-data'],
        resources: [
          'arn:claims-dev',
          'arn:claims-dev-data',
          'claims-dev-data-bucket-1x',
        ],
        commits: [sha(9), sha(2), sha(1), sha(4)],
        pullRequests: [13, 12, 11],
      },
    ]);
  });

  it('are told by their names where their entities stand for no unit', async () => {
    const { items } = await knownUnits([
      environmentEntity('claims-dev', { 'plinth/stage': 'nowhere' }),
    ]).page();
    expect(items).toEqual([
      {
        entityRef: 'resource:default/claims-dev',
        name: 'claims-dev',
        kind: 'environment',
        stacks: [],
        resources: [],
        commits: [],
        pullRequests: [],
      },
    ]);
  });

  it('come in pages, each once', async () => {
    const units = knownUnits(
      Array.from({ length: 450 }, (__, index) =>
        environmentEntity(`unit-${index}`),
      ),
    );
    const names: string[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const { items, pageInfo } = await units.page(cursor);
      names.push(...items.map(({ name }) => name));
      sizes.push(items.length);
      cursor = pageInfo.nextCursor;
    } while (cursor);
    expect(sizes).toEqual([200, 200, 50]);
    expect(new Set(names).size).toBe(450);
  });

  it('have the newest of many commits and deployments', async () => {
    const { repositories, deployments } = database.stores;
    const at = (index: number) =>
      `2026-05-01T10:${`${index}`.padStart(2, '0')}:00.000Z`;
    const numbered = (index: number) => `${index}`.padStart(40, 'a');
    await repositories.addCommits(
      Array.from({ length: 30 }, (__, index) => ({
        ...commit(0, at(index)),
        sha: numbered(index),
      })),
    );
    for (let index = 0; index < 30; index++) {
      await deployments.putDeployment(
        {
          repository: REPOSITORY,
          units: [UNIT],
          report: deploymentReport({
            id: `run-${index}`,
            commit: numbered(index),
            pullRequest: index + 1,
            startedAt: at(index),
          }),
        },
        { at: NOW },
      );
    }
    const { items } = await knownUnits([
      environmentEntity('claims-dev'),
    ]).page();
    const newest = Array.from({ length: 20 }, (__, index) => 29 - index);
    expect(items[0].commits).toEqual(newest.map(numbered));
    expect(items[0].pullRequests).toEqual(newest.map(index => index + 1));
  });
});
