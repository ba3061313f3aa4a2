import type { Unit } from '@plinth/blueprints/schema';
import {
  NOW,
  previewFolder,
  previewStack,
} from '../__testUtils__/previewFacts';
import type { FoundStack } from './FoundStack';
import {
  removalProblems,
  stacksOfRemoved,
  type RemovedUnit,
} from './RemovedUnit';

const dev = { stage: 'dev', parameters: {} } as const;
const claims = previewFolder('environments/claims', dev);
const other = previewFolder('environments/claims-dev', dev);
const acme = previewFolder('tenants/acme', { ...dev, environment: 'claims' });

const stackOf = (
  folder: typeof claims,
  over: Partial<FoundStack> = {},
): FoundStack =>
  previewStack(folder, {
    tags: { 'plinth:stage': 'dev', 'plinth:unit': folder.path },
    ...over,
  });
const sort = (stacks: FoundStack[], going = [claims.path]) =>
  stacksOfRemoved(claims, stacks, { others: [other], going });
const names = (stacks: readonly FoundStack[]) =>
  stacks.map(({ stackName }) => stackName);

describe('the stacks of a removed unit', () => {
  it('are its own and its companions, the newest first, and nobody else’s', () => {
    const found = sort([
      stackOf(claims),
      stackOf(claims, {
        stackName: 'claims-dr',
        region: 'us-west-2',
        createdAt: NOW,
      }),
      // A unit whose name begins alike, with a companion of its own
      stackOf(other),
      stackOf(other, { stackName: 'claims-dev-dr' }),
      stackOf(claims, { stackName: 'claims-Nested', nested: true }),
      stackOf(claims, {
        stackName: 'payroll',
        tags: {},
        provenance: undefined,
      }),
    ]);
    expect(names(found.stacks)).toEqual(['claims-dr', 'claims']);
    expect({ ...found, stacks: [] }).toEqual({
      stacks: [],
      doubts: [],
      namesakes: [],
      tenants: [],
    });
  });

  it('are not what bears its name and has nothing of the pipeline', () => {
    const namesake = { tags: { team: 'payroll' }, provenance: undefined };
    const found = sort([stackOf(claims, namesake)]);
    expect(names(found.stacks)).toEqual([]);
    expect(names(found.namesakes)).toEqual(['claims']);
    expect(found.doubts).toEqual([]);
  });

  it.each<[string, Partial<FoundStack>, RegExp]>([
    ['lost its tags', { tags: {} }, /plinth:stage that says nothing/],
    [
      'was tagged as another unit’s',
      { tags: { 'plinth:stage': 'dev', 'plinth:unit': other.path } },
      /plinth:unit that says "environments\/claims-dev"/,
    ],
    [
      'was tagged as another stage’s',
      { tags: { 'plinth:stage': 'production', 'plinth:unit': claims.path } },
      /plinth:stage that says "production"/,
    ],
    [
      'lost its provenance',
      { provenance: undefined, approved: undefined },
      /no PlinthProvenance/,
    ],
    [
      'comes from a commit that is not on the branch',
      { approved: undefined },
      /not part of this branch/,
    ],
    [
      'was another stage’s when it was deployed',
      { approved: { ...claims.unit, stage: 'production' } as Unit },
      /of stage production at commit/,
    ],
  ])(
    'are in doubt where one %s, and nothing is deleted then',
    (_, over, reason) => {
      for (const stackName of ['claims', 'claims-dr']) {
        const found = sort([stackOf(claims, { stackName, ...over })]);
        expect(found.stacks).toEqual([]);
        expect(found.doubts).toEqual([expect.stringMatching(reason)]);
      }
    },
  );

  it('are in doubt where another stack is tagged as the unit’s', () => {
    const found = sort([stackOf(claims, { stackName: 'payroll' })]);
    expect(found.stacks).toEqual([]);
    expect(found.doubts).toEqual([
      expect.stringMatching(/called neither claims nor claims-…/),
    ]);
  });

  it('tell of tenants that stay in it, though their folders are gone already', () => {
    expect(names(sort([stackOf(acme)]).tenants)).toEqual(['acme']);
    expect(sort([stackOf(acme)], [claims.path, acme.path]).tenants).toEqual([]);
  });
});

describe('what stands against a removal', () => {
  const statement = {
    reason: 'Claims moved',
    dataWaiver: 'Jane Doe: test data',
  };
  const removed: RemovedUnit = {
    ...claims,
    statement,
    places: [],
    endsByItself: false,
    stacks: [stackOf(claims)],
    doubts: [],
    namesakes: [],
    tenants: [],
  };
  const locked = [stackOf(claims, { terminationProtection: true })];

  it.each<[string, Partial<RemovedUnit>]>([
    ['was announced', {}],
    ['has no stack', { statement: undefined, stacks: [] }],
    ['ends by itself', { statement: undefined, endsByItself: true }],
    [
      'is protected, which is lifted',
      {
        stacks: locked,
        statement: { ...statement, liftTerminationProtection: true },
      },
    ],
  ])('is nothing where the unit %s', (_, over) => {
    expect(removalProblems({ ...removed, ...over })).toEqual([]);
  });

  it('is told where something of it protects itself, which nothing lifts', () => {
    const database = ['Database (AWS::RDS::DBInstance)'];
    expect(removalProblems(removed, database)).toEqual([
      expect.stringMatching(/^Database .*: protected against deletion/),
    ]);
    const lifting = { ...statement, liftTerminationProtection: true };
    expect(
      removalProblems({ ...removed, statement: lifting }, database),
    ).toEqual([]);
  });

  it.each<[string, Partial<RemovedUnit>, RegExp]>([
    ['was not announced', { statement: undefined }, /no decommission\.json/],
    ['is protected', { stacks: locked }, /protected against deletion/],
    ['holds a tenant', { tenants: [stackOf(acme)] }, /Tenants stand in.*acme/],
    ['is in doubt', { doubts: ['x is strange'] }, /x is strange\. Nothing of/],
  ])('is told where the unit %s', (_, over, reason) => {
    expect(removalProblems({ ...removed, ...over })).toEqual([
      expect.stringMatching(reason),
    ]);
  });
});
