import type { DeploymentReport } from '@plinth/plugin-environments-common';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { deploymentReport } from '../__testUtils__/reports';
import type { DeploymentStore } from './index';

const REPOSITORY = 'github.example.com/acme/infrastructure';
const NOW = new Date('2026-05-10T12:00:00Z');

const deployment = (overrides: Partial<DeploymentReport> = {}) =>
  deploymentReport({ outcome: 'running', ...overrides });

describe.each(engines)('deployments on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  const units = ['environments/a'];
  const put = (
    store: DeploymentStore,
    report: DeploymentReport,
    repository = REPOSITORY,
  ) => store.putDeployment({ repository, units, report }, { at: NOW });

  it('keeps what finished when an older report comes late', async () => {
    const store = database.stores.deployments;
    const done = deployment({
      outcome: 'succeeded',
      finishedAt: '2026-05-10T10:05:00Z',
    });
    expect(await put(store, deployment())).toBe(true);
    expect(await put(store, done)).toBe(true);
    expect(await put(store, deployment())).toBe(false);
    expect(await put(store, done)).toBe(true);
    expect(
      await store.deploymentsOf(REPOSITORY, units[0], { limit: 10 }),
    ).toEqual([done]);
  });

  it('keeps repositories apart, even with the same id', async () => {
    const store = database.stores.deployments;
    await put(store, deployment());
    await put(store, deployment({ commit: 'c9' }), 'github.com/other/repo');
    expect(
      (await store.lastDeployments(REPOSITORY, units)).get(units[0])?.commit,
    ).toBe('c1');
  });

  it('finds the last deployment of each unit', async () => {
    const store = database.stores.deployments;
    await put(
      store,
      deployment({ id: 'late', startedAt: '2026-05-10T11:00:00+00:00' }),
    );
    await put(store, deployment({ id: 'early' }));
    expect(
      (await store.lastDeployments(REPOSITORY, units)).get(units[0])?.id,
    ).toBe('late');
    expect(
      (await store.deploymentsOf(REPOSITORY, units[0], { limit: 10 })).map(
        d => d.id,
      ),
    ).toEqual(['late', 'early']);
  });
});
