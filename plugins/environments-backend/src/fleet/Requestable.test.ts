import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { BlueprintRegistry } from '@plinth/blueprints/schema';
import {
  environmentCreatePermission,
  type PlacementList,
} from '@plinth/plugin-environments-common';
import {
  createRequestedUnitDecision,
  requestedUnitConditions,
} from '@plinth/plugin-environments-node';
import { describeBlueprints } from './describeBlueprints';
import { Requestable } from './Requestable';

const { hasAccount, hasBlueprint, hasOwner, hasStage } =
  requestedUnitConditions;
const credentials = mockCredentials.user();
const blueprints = new BlueprintRegistry();
const DEV = '111122223333';
const PLACEMENTS: PlacementList = {
  phase: 'operate',
  items: [
    {
      repository: 'github.com/acme/infrastructure',
      account: DEV,
      name: 'dev',
      regions: ['us-east-1'],
      stages: ['preview', 'dev'],
    },
    {
      repository: 'github.com/acme/infrastructure',
      account: '777788889999',
      name: 'production',
      regions: ['us-east-1'],
      stages: ['staging', 'production'],
    },
  ],
};

/** What the placements and blueprints say that are reserved to somebody whom the policy decides about. */
async function reservedTo(decision: PolicyDecision) {
  const requestable = new Requestable({
    blueprints,
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [decision],
    }),
    accounts: [{ id: DEV }],
    callers: {
      claimsOf: async () =>
        new Set(['user:default/jo', 'group:default/claims']),
    },
  });
  const { items } = await requestable.placements(PLACEMENTS, credentials);
  const described = await requestable.described(
    describeBlueprints(blueprints),
    credentials,
  );
  return {
    stages: items.map(({ reserved }) => reserved),
    blueprints: new Set(
      described.filter(({ reserved }) => reserved).map(({ name }) => name),
    ),
  };
}

const decided = (criteria: Parameters<typeof createRequestedUnitDecision>[1]) =>
  reservedTo(
    createRequestedUnitDecision(environmentCreatePermission, criteria),
  );

const ALL = new Set(blueprints.all().map(({ name }) => name));

it('reserves nothing to who may ask for all', async () => {
  expect(await reservedTo({ result: AuthorizeResult.ALLOW })).toEqual({
    stages: [[], []],
    blueprints: new Set(),
  });
});

it('reserves all to who may ask for nothing', async () => {
  expect(await reservedTo({ result: AuthorizeResult.DENY })).toEqual({
    stages: [
      ['preview', 'dev'],
      ['staging', 'production'],
    ],
    blueprints: ALL,
  });
});

it('reserves the stages and blueprints that a role leaves out', async () => {
  expect(
    await decided({
      not: {
        anyOf: [
          hasStage({ stages: ['production', 'shared'] }),
          hasBlueprint({ blueprints: ['landing-zone'] }),
        ],
      },
    }),
  ).toMatchObject({
    stages: [[], ['production']],
    blueprints: new Set([
      'landing-zone',
      // Of no other stage
      ...blueprints
        .all()
        .filter(({ stages }) =>
          stages.every(stage => ['production', 'shared'].includes(stage)),
        )
        .map(({ name }) => name),
    ]),
  });
});

it('offers what one of the groups of the caller may own, in the accounts of the role', async () => {
  expect(
    await decided({
      allOf: [
        hasOwner({ claims: ['group:default/claims'] }),
        hasAccount({ accounts: [DEV] }),
        hasBlueprint({ blueprints: ['application'] }),
      ],
    }),
  ).toEqual({
    stages: [[], ['staging', 'production']],
    blueprints: new Set([...ALL].filter(name => name !== 'application')),
  });
});
