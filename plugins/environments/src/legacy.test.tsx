import { screen } from '@testing-library/react';
import {
  fakeApi,
  fresh,
  health,
  readiness,
  recovery,
  renderOnEntity,
  SHA,
} from './__testUtils__/fixtures';
import {
  EntityChangesCard,
  EntityChangesContent,
  EntityCostCard,
  EntityCostsContent,
  EntityDeploymentsContent,
  EntityHealthCard,
  EntityHealthContent,
} from './legacy';

const api = fakeApi({
  getHealth: async () => health({ status: 'Degraded' }),
  getReadiness: async () => readiness(),
  getRecovery: async () => recovery(),
  getCosts: async () => ({
    entityRef: 'resource:default/claims-dev',
    currency: 'USD',
    days: [{ date: '2026-11-19', amount: 3 }],
    monthToDate: 66.3,
    freshness: fresh,
  }),
  listDeployments: async () => ({
    items: [
      {
        id: '1-1-deploy',
        status: 'succeeded',
        startedAt: new Date().toISOString(),
        commit: { sha: SHA, url: `https://github.example.com/commit/${SHA}` },
        title: 'More storage',
        run: { id: '1', url: 'https://github.example.com/actions/runs/1' },
      },
    ],
    pageInfo: {},
    freshness: fresh,
  }),
  listChanges: async () => ({
    items: [
      {
        id: SHA,
        at: new Date().toISOString(),
        title: 'Create environment claims-dev',
        status: 'deployed',
        entries: [],
      },
    ],
    pageInfo: {},
    freshness: fresh,
  }),
});

describe('an entity page of the old front-end system', () => {
  it.each([
    ['Health tab', <EntityHealthContent />, /Degraded/],
    ['Cost tab', <EntityCostsContent />, /\$66\.30/],
    ['Audit trail tab', <EntityChangesContent />, /Create environment/],
    ['Deployments tab', <EntityDeploymentsContent />, /More storage/],
    ['health card', <EntityHealthCard />, /Degraded/],
    ['cost card', <EntityCostCard />, /\$66\.30/],
    ['audit trail card', <EntityChangesCard />, /Create environment/],
  ])('loads and shows the %s', async (_, element, text) => {
    await renderOnEntity(element, api);
    expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);
  });
});
