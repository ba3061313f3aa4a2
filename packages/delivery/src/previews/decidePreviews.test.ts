import fc from 'fast-check';
import {
  changedAgo,
  hoursAgo,
  PLACE,
  previewFacts,
  previewFolder,
  previewStack,
} from '../__testUtils__/previewFacts';
import { decidePreviews } from './decidePreviews';
import type { PreviewFacts } from './PreviewFacts';

const env = previewFolder('environments/claims-pr-1');
const tenant = previewFolder('tenants/acme-pr-1', {
  environment: 'claims-pr-1',
});
const dev = previewFolder('environments/claims-dev', { stage: 'dev' });
const old = { createdAt: hoursAgo(24) };

const actions = (facts: Partial<PreviewFacts>) =>
  Object.fromEntries(
    decidePreviews(previewFacts(facts)).map(({ unit, action }) => [
      unit.split('/').at(-1),
      action,
    ]),
  );
const reasonOf = (facts: Partial<PreviewFacts>) =>
  decidePreviews(previewFacts(facts))[0].reason;

describe('decidePreviews', () => {
  it.each<[string, Partial<PreviewFacts>, Record<string, string>]>([
    [
      'keeps a preview until its hours are over',
      {
        units: [env],
        stacks: [previewStack(env, { createdAt: hoursAgo(23.99) })],
      },
      { 'claims-pr-1': 'keep' },
    ],
    [
      'ends it at that very moment',
      { units: [env], stacks: [previewStack(env, old)] },
      { 'claims-pr-1': 'end' },
    ],
    [
      'ends it when its folder is gone, however young it is',
      { stacks: [previewStack(env)] },
      { 'claims-pr-1': 'end' },
    ],
    [
      'ends tenants with their environment',
      {
        units: [env, tenant],
        stacks: [previewStack(env, old), previewStack(tenant)],
      },
      { 'claims-pr-1': 'end', 'acme-pr-1': 'end' },
    ],
    [
      'keeps tenants of an environment that lives',
      {
        units: [env, tenant],
        stacks: [previewStack(env), previewStack(tenant, old)],
      },
      { 'claims-pr-1': 'keep', 'acme-pr-1': 'keep' },
    ],
    [
      'ends a tenant alone whose folder is gone',
      { units: [env], stacks: [previewStack(env), previewStack(tenant)] },
      { 'claims-pr-1': 'keep', 'acme-pr-1': 'end' },
    ],
    [
      'ends environment and tenant when both folders are gone',
      { stacks: [previewStack(env), previewStack(tenant)] },
      { 'claims-pr-1': 'end', 'acme-pr-1': 'end' },
    ],
    [
      'has the folder of one removed that has no stack any more',
      { units: [env], changes: changedAgo(24, [env.path]) },
      { 'claims-pr-1': 'ended' },
    ],
    [
      'waits for the stack of a folder that is new',
      { units: [env], changes: changedAgo(23, [env.path]) },
      { 'claims-pr-1': 'keep' },
    ],
    [
      'keeps one that names no hours, as that of an own blueprint may',
      {
        units: [previewFolder(env.path, { blueprint: 'own', parameters: {} })],
        stacks: [previewStack(env, old)],
      },
      { 'claims-pr-1': 'keep' },
    ],
    [
      'lets CloudFormation finish first',
      {
        units: [env],
        stacks: [previewStack(env, { ...old, status: 'UPDATE_IN_PROGRESS' })],
      },
      { 'claims-pr-1': 'wait' },
    ],
    [
      'lets CloudFormation finish with a tenant first',
      {
        units: [env, tenant],
        stacks: [
          previewStack(env, old),
          previewStack(tenant, { status: 'UPDATE_IN_PROGRESS' }),
        ],
      },
      { 'claims-pr-1': 'wait', 'acme-pr-1': 'wait' },
    ],
    [
      'tries one again that could not be deleted',
      {
        units: [env],
        stacks: [previewStack(env, { ...old, status: 'DELETE_FAILED' })],
      },
      { 'claims-pr-1': 'end' },
    ],
    [
      'looks at no change set that was never executed',
      { stacks: [previewStack(env, { status: 'REVIEW_IN_PROGRESS' })] },
      {},
    ],
    [
      'leaves nested stacks to their root',
      { stacks: [previewStack(env, { nested: true })] },
      {},
    ],
    [
      'does not look at other stages',
      {
        units: [dev],
        stacks: [
          previewStack(dev, {
            ...old,
            tags: { 'plinth:stage': 'dev', 'plinth:unit': dev.path },
          }),
        ],
      },
      {},
    ],
    [
      'ends others beside one that is refused',
      {
        units: [env, dev],
        stacks: [
          previewStack(env, old),
          previewStack(dev, { stackName: 'claims-dev-liar' }),
        ],
      },
      { 'claims-pr-1': 'end', 'claims-dev': 'refuse' },
    ],
  ])('%s', (_, facts, expected) => {
    expect(actions(facts)).toEqual(expected);
  });

  it.each<[string, Partial<PreviewFacts>, RegExp]>([
    [
      'a stack of another stage under its name',
      {
        units: [env],
        stacks: [
          previewStack(env, { ...old, tags: { 'plinth:stage': 'dev' } }),
        ],
      },
      /plinth:stage that says "dev"/,
    ],
    [
      'a preview that names no unit',
      {
        stacks: [previewStack(env, { tags: { 'plinth:stage': 'preview' } })],
      },
      /no tag plinth:unit that names a unit/,
    ],
    [
      'one that is protected',
      {
        units: [env],
        stacks: [previewStack(env, { ...old, terminationProtection: true })],
      },
      /protected against deletion/,
    ],
    [
      'a folder that is broken, which is not gone',
      {
        broken: [{ path: env.path, message: 'is not JSON' }],
        stacks: [previewStack(env, old)],
      },
      /is not JSON/,
    ],
    [
      'one where no previews are authorized',
      { units: [env], places: [], stacks: [] },
      /authorizes no previews in 111122223333 us-east-1/,
    ],
    [
      'one in a place that could not be read',
      { units: [env], unread: [PLACE] },
      /could not be read/,
    ],
    [
      'an environment with a tenant that cannot end',
      {
        units: [env, tenant],
        stacks: [
          previewStack(env, old),
          previewStack(tenant, { terminationProtection: true }),
        ],
      },
      /its tenant tenants\/acme-pr-1 cannot end before it/,
    ],
    [
      'an environment with a tenant of another stage',
      {
        units: [
          env,
          previewFolder('tenants/zed', {
            environment: 'claims-pr-1',
            stage: 'dev',
          }),
        ],
        stacks: [previewStack(env, old)],
      },
      /tenants\/zed of stage dev lives in it/,
    ],
  ])('refuses %s', (_, facts, message) => {
    expect(decidePreviews(previewFacts(facts))[0].action).toBe('refuse');
    expect(reasonOf(facts)).toMatch(message);
  });

  it('says when a preview ends, and orders its stacks by age, the newest first', () => {
    const main = previewStack(env, { createdAt: hoursAgo(30) });
    const first = previewStack(env, {
      stackName: 'claims-pr-1-dr',
      createdAt: hoursAgo(31),
    });
    const last = previewStack(env, {
      stackName: 'claims-pr-1-replica',
      createdAt: hoursAgo(29),
    });
    const [decision] = decidePreviews(
      previewFacts({ units: [env], stacks: [first, last, main] }),
    );
    expect(decision).toMatchObject({
      action: 'end',
      endsAt: hoursAgo(6),
      commit: expect.stringMatching(/^abcdef0/),
    });
    expect(decision.stacks).toEqual([last, main, first]);
  });

  it('never decides to delete what is not tagged and approved as a preview, nor what is protected', () => {
    const stage = fc.constantFrom('preview', 'dev', undefined);
    const path = fc.constantFrom(env.path, dev.path, 'environments/gone', '');
    const stack = fc
      .record({
        stage,
        path,
        stackName: fc.constantFrom('claims-pr-1', 'claims-dev', 'gone', 'x'),
        approved: fc.constantFrom(env.unit, dev.unit, undefined),
        terminationProtection: fc.boolean(),
        hours: fc.integer({ min: 0, max: 48 }),
      })
      .map(({ stage: said, path: named, hours, ...over }) =>
        previewStack(env, {
          ...over,
          createdAt: hoursAgo(hours),
          tags: {
            ...(said && { 'plinth:stage': said }),
            ...(named && { 'plinth:unit': named }),
          },
        }),
      );
    fc.assert(
      fc.property(
        fc.array(stack, { maxLength: 4 }),
        fc.subarray([env, dev]),
        (stacks, units) => {
          for (const decision of decidePreviews(
            previewFacts({ units, stacks }),
          )) {
            if (decision.action !== 'end') {
              continue;
            }
            for (const each of decision.stacks) {
              expect(each.tags).toEqual({
                'plinth:stage': 'preview',
                'plinth:unit': decision.unit,
              });
              expect(each.approved?.stage).toBe('preview');
              expect(each.stackName).not.toBe('claims-dev');
              expect(each.terminationProtection).toBe(false);
            }
          }
        },
      ),
    );
  });
});
