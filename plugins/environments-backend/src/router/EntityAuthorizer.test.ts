import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  blueprintReadPermission,
  costsReadPermission,
  environmentReadPermission,
} from '@plinth/plugin-environments-common';
import type { Request } from 'express';
import { environmentEntity } from '../__testUtils__/entities';
import { EntityAuthorizer } from './EntityAuthorizer';

const { ALLOW, CONDITIONAL, DENY } = AuthorizeResult;

const claims = environmentEntity('claims');
const ofStack = {
  ...environmentEntity('stack-444455556666-us-east-1-claims'),
  spec: { type: 'cloudformation-stack' },
};

/** An authorizer for which a policy allows what `allows` does, each resource apart. */
function authorizer(
  allows: (permission: string, resourceRef?: string) => boolean,
  general: PolicyDecision['result'] = CONDITIONAL,
) {
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(({ permission, resourceRef }) => ({
        result: allows(permission.name, resourceRef) ? ALLOW : DENY,
      })),
    authorizeConditional: async requests =>
      requests.map((): PolicyDecision =>
        general === CONDITIONAL
          ? {
              result: CONDITIONAL,
              pluginId: 'catalog',
              resourceType: 'catalog-entity',
              conditions: { rule: 'R', resourceType: 'catalog-entity' },
            }
          : { result: general },
      ),
  });
  const catalog = catalogServiceMock({ entities: [claims, ofStack] });
  jest.spyOn(catalog, 'getEntityByRef');
  return {
    permissions,
    catalog,
    subject: new EntityAuthorizer({
      httpAuth: mockServices.httpAuth(),
      catalog,
      permissions,
    }),
  };
}

const request = (name: string, headers = {}) =>
  ({
    params: { namespace: 'default', kind: 'Resource', name },
    headers,
  }) as unknown as Request;

const CREDENTIALS = mockCredentials.user();

describe('EntityAuthorizer', () => {
  it('looks the entity that the path names up as the caller, and answers it to who may read it', async () => {
    const { subject, catalog, permissions } = authorizer(() => true);
    expect(
      await subject.entity(request('Claims'), environmentReadPermission),
    ).toMatchObject({ metadata: { name: 'claims' } });
    expect(catalog.getEntityByRef).toHaveBeenCalledWith(
      'resource:default/claims',
      { credentials: CREDENTIALS },
    );
    expect(permissions.authorize).toHaveBeenCalledWith(
      [
        {
          permission: environmentReadPermission,
          resourceRef: 'resource:default/claims',
        },
      ],
      { credentials: CREDENTIALS },
    );
  });

  it('answers the entity of a stack by its own reference, whatever its unit allows', async () => {
    const name = ofStack.metadata.name;
    const { subject } = authorizer((_, ref) => ref?.endsWith(name) ?? false);
    expect(
      await subject.entity(request(name), environmentReadPermission),
    ).toMatchObject({ metadata: { name } });
    await expect(
      subject.entity(request('claims'), environmentReadPermission),
    ).rejects.toThrow('not allowed');
  });

  it.each([
    [
      'claims',
      'NotAllowedError',
      /environments.costs.read on resource:default\/claims/,
    ],
    ['absent', 'NotFoundError', /no entity resource:default\/absent/],
  ])('refuses %s with a %s', async (entity, name, message) => {
    const { subject } = authorizer(
      permission => permission !== costsReadPermission.name,
    );
    await expect(
      subject.entity(request(entity), costsReadPermission),
    ).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it('asks for no permission on what the caller can not see', async () => {
    const { subject, permissions } = authorizer(() => true);
    await expect(
      subject.entity(request('absent'), costsReadPermission),
    ).rejects.toThrow('There is no entity');
    expect(permissions.authorize).not.toHaveBeenCalled();
  });

  it('looks nothing up for nobody', async () => {
    const { subject, catalog } = authorizer(() => true);
    const nobody = request('claims', {
      authorization: mockCredentials.none.header(),
    });
    for (const refused of [
      subject.entity(nobody, costsReadPermission),
      subject.basic(nobody, blueprintReadPermission),
    ]) {
      await expect(refused).rejects.toMatchObject({
        name: 'AuthenticationError',
      });
    }
    expect(catalog.getEntityByRef).not.toHaveBeenCalled();
  });

  it('checks a permission that needs no entity', async () => {
    const allowed = authorizer(p => p === blueprintReadPermission.name).subject;
    await expect(
      allowed.basic(request('x'), blueprintReadPermission),
    ).resolves.toBeUndefined();
    const denied = authorizer(() => false).subject;
    await expect(
      denied.basic(request('x'), blueprintReadPermission),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('environments.blueprint.read'),
    });
  });

  describe('tells for which entities the caller has permissions', () => {
    const references = Array.from(
      { length: 450 },
      (_, index) => `resource:default/unit-${index}`,
    );
    const reach = (subject: EntityAuthorizer, ask = async () => references) =>
      subject.reach(
        [environmentReadPermission, costsReadPermission],
        CREDENTIALS,
        ask,
      );

    it.each([
      [ALLOW, 'all'],
      [DENY, []],
    ] as const)(
      'with one question to a policy that says %s of all',
      async (general, expected) => {
        const { subject, permissions } = authorizer(() => false, general);
        const ask = jest.fn();
        expect(await reach(subject, ask)).toEqual(expected);
        expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
        expect(permissions.authorize).not.toHaveBeenCalled();
        expect(ask).not.toHaveBeenCalled();
      },
    );

    it('one by one, in batches, for all of the permissions', async () => {
      const isMultiple = (ref: string | undefined, of: number) =>
        Number(ref?.split('-').at(-1)) % of === 0;
      const { subject, permissions } = authorizer((name, ref) =>
        isMultiple(ref, name === environmentReadPermission.name ? 2 : 3),
      );
      expect(await reach(subject)).toEqual(
        references.filter(ref => isMultiple(ref, 6)),
      );
      expect(
        permissions.authorize.mock.calls.map(([requests]) => requests.length),
      ).toEqual([200, 200, 50, 200, 25]);
    });
  });
});
