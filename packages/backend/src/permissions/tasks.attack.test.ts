import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Permission } from '@backstage/plugin-permission-common';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { readAccess } from './AccessRoles';
import { RolePermissionPolicy } from './RolePermissionPolicy';

const OWNER = 'user:default/jo';
const OTHER = 'user:default/kim';
const AUDITOR = 'user:default/auditor';
const ADMIN = 'user:default/admin';

const policy = new RolePermissionPolicy(
  readAccess(
    new ConfigReader({ access: { superAdmins: [ADMIN], readOnly: [AUDITOR] } }),
  ),
);

/** What the policy says to whoever asks, with the conditions that the scaffolder applies. */
const decideAll = (
  requests: Array<{ permission: Permission }>,
  options: { credentials: BackstageCredentials },
) => {
  const credentials =
    options.credentials as BackstageCredentials<BackstageUserPrincipal>;
  const { userEntityRef } = credentials.principal;
  return Promise.all(
    requests.map(({ permission }) =>
      policy.handle(
        { permission },
        {
          credentials,
          info: { userEntityRef, ownershipEntityRefs: [userEntityRef] },
        },
      ),
    ),
  );
};

describe("somebody else's task", () => {
  let backend: TestBackend;
  let task: string;

  const ask = (user: string, route: string, body?: object) =>
    fetch(`http://localhost:${backend.server.port()}/api/scaffolder${route}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        Authorization: mockCredentials.user.header(user),
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const tasksOf = async (user: string) => {
    const { tasks } = await (await ask(user, '/v2/tasks')).json();
    return tasks.map(({ id }: { id: string }) => id);
  };

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        mockServices.permissions.mock({
          authorize: decideAll as PermissionsService['authorize'],
          authorizeConditional: decideAll,
        }).factory,
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'scaffolder.backstage.io/v1beta3',
              kind: 'Template',
              metadata: { name: 'request', namespace: 'default' },
              spec: { type: 'environment', parameters: [], steps: [] },
            },
          ],
        }),
      ],
    });
    const created = await ask(OWNER, '/v2/tasks', {
      templateRef: 'template:default/request',
      values: { note: 'for my eyes' },
    });
    const answer = await created.text();
    if (created.status !== 201) {
      throw new Error(answer);
    }
    task = JSON.parse(answer).id;
  });

  afterAll(() => backend.stop());

  it.each([OTHER, AUDITOR])(
    'is hidden from %s, and nobody but its creator ends or repeats it',
    async user => {
      expect(await tasksOf(user)).toEqual([]);
      for (const [route, body] of [
        [`/v2/tasks/${task}`, undefined],
        [`/v2/tasks/${task}/events`, undefined],
        [`/v2/tasks/${task}/eventstream`, undefined],
        [`/v2/tasks/${task}/cancel`, {}],
        [`/v2/tasks/${task}/retry`, {}],
      ] as const) {
        const answer = await ask(user, route, body);
        expect([route, answer.status]).toEqual([route, 403]);
        expect(await answer.text()).not.toContain('for my eyes');
      }
    },
  );

  it.each([OWNER, ADMIN])('is there for %s', async user => {
    expect(await tasksOf(user)).toEqual([task]);
    const answer = await ask(user, `/v2/tasks/${task}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('for my eyes');
    // It is being done or done: an answer of the task's state, and none of the permissions
    const again = await ask(user, `/v2/tasks/${task}/retry`, {});
    expect([201, 409]).toContain(again.status);
  });

  it('is not started by who may only read', async () => {
    const answer = await ask(AUDITOR, '/v2/tasks', {
      templateRef: 'template:default/request',
      values: {},
    });
    expect(answer.status).toBe(403);
  });
});
