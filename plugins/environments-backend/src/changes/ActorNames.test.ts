import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Change } from '@plinth/plugin-environments-common';
import { ActorNames } from './ActorNames';

function user(name: string, login?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name,
      namespace: 'default',
      annotations: login ? { 'github.com/user-login': login } : {},
    },
    spec: { memberOf: [] },
  };
}

const change = (actors: string[]): Change => ({
  id: 'pull-7',
  at: '2026-05-10T10:00:00Z',
  title: 'Change',
  status: 'proposed',
  approvers: actors,
  entries: [],
});

describe('names of actors', () => {
  const names = new ActorNames({
    catalog: catalogServiceMock({
      entities: [user('jo.doe', 'JoDoe'), user('kim'), user('admin', 'root')],
    }),
  });
  const named = async (...actors: string[]) => {
    const credentials = mockServices.auth().getOwnServiceCredentials();
    const [{ approvers }] = await names.name(
      [change(actors)],
      await credentials,
    );
    return approvers;
  };

  it('are those of the catalog, by the login at GitHub', async () => {
    expect(await named('jodoe', 'kim')).toEqual([
      'user:default/jo.doe',
      'user:default/kim',
    ]);
  });

  it('are never those of somebody who has another login', async () => {
    expect(await named('admin', 'jo.doe', 'stranger')).toEqual([
      'admin',
      'jo.doe',
      'stranger',
    ]);
  });

  it('stay what they are where they are no logins', async () => {
    const actors = ['renovate[bot]', 'Kim <kim@example.com>'];
    expect(await named(...actors)).toEqual(actors);
  });
});
