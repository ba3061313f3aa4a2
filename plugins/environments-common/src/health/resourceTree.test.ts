import fc from 'fast-check';
import type { StackResource } from '../types';
import {
  hasDrifted,
  healthOfResource,
  isWrong,
  NO_CONSTRUCT,
  resourceTree,
  type ResourceNode,
} from './resourceTree';
import { worstOf } from './severity';

function resource(
  logicalId: string,
  constructPath?: string,
  change: Partial<StackResource> = {},
): StackResource {
  return {
    logicalId,
    constructPath,
    resourceType: 'AWS::S3::Bucket',
    status: 'CREATE_COMPLETE',
    ...change,
  };
}

/** `Data(Bucket) [Policy(Policy)]`: names, what they make, and what is in them. */
function drawn(nodes: readonly ResourceNode[]): string {
  return nodes
    .map(({ name, resource: own, children }) =>
      [
        name,
        own ? `(${own.logicalId})` : '',
        children.length > 0 ? ` [${drawn(children)}]` : '',
      ].join(''),
    )
    .join(', ');
}

/** All resources of a tree. */
function resourcesOf(nodes: readonly ResourceNode[]): StackResource[] {
  return nodes.flatMap(({ resource: own, children }) => [
    ...(own ? [own] : []),
    ...resourcesOf(children),
  ]);
}

const nodesOf = (nodes: readonly ResourceNode[]): ResourceNode[] =>
  nodes.flatMap(node => [node, ...nodesOf(node.children)]);

describe('the tree of resources', () => {
  it.each<[string, StackResource[], string]>([
    ['is empty without resources', [], ''],
    [
      'has a construct in a construct',
      [resource('Subnet', 'Network/Vpc/Subnet1/Subnet')],
      'Network [Vpc [Subnet1 [Subnet(Subnet)]]]',
    ],
    [
      'gives a construct what its default child makes, beside what else is in it',
      [
        resource('Bucket', 'Data/Bucket/Resource'),
        resource('Policy', 'Data/Bucket/Policy/Resource'),
        resource('Alarm', 'Alarm/Default'),
      ],
      'Alarm(Alarm), Data [Bucket(Bucket) [Policy(Policy)]]',
    ],
    [
      'leaves a default child where it is when its construct makes a resource itself',
      [resource('Own', 'Data'), resource('Child', 'Data/Resource')],
      'Data(Own) [Resource(Child)]',
    ],
    [
      'takes one default child of two',
      [resource('B', 'Data/Default'), resource('A', 'Data/Resource')],
      'Data(A) [Default(B)]',
    ],
    [
      'does not take what has more in it for a default child',
      [resource('A', 'Data/Resource'), resource('B', 'Data/Resource/Policy')],
      'Data [Resource(A) [Policy(B)]]',
    ],
    [
      'shows both of two that claim one construct',
      [resource('A', 'Data'), resource('B', 'Data')],
      'Data(A) [B(B)]',
    ],
    [
      'puts what no construct is known of under a node of its own',
      [resource('Late'), resource('Odd', '//'), resource('A', 'Zone')],
      `Zone(A), ${NO_CONSTRUCT} [Late(Late), Odd(Odd)]`,
    ],
    [
      'counts in names as people do',
      ['Subnet10', 'Subnet9'].map(name => resource(name, name)),
      'Subnet9(Subnet9), Subnet10(Subnet10)',
    ],
  ])('%s', (_, resources, expected) => {
    expect(drawn(resourceTree(resources))).toBe(expected);
  });

  it('says where there is something to look at', () => {
    const tree = resourceTree([
      resource('A', 'Well/A'),
      resource('B', 'Drift/B', { drift: 'MODIFIED' }),
      resource('C', 'Failed/C', { status: 'UPDATE_FAILED' }),
      resource('D', 'Moving/D', { status: 'UPDATE_IN_PROGRESS' }),
    ]);
    expect(
      tree.map(node => [node.name, node.status, node.drifted, isWrong(node)]),
    ).toEqual([
      ['Drift', 'Healthy', 1, true],
      ['Failed', 'Failed', 0, true],
      ['Moving', 'Progressing', 0, true],
      ['Well', 'Healthy', 0, false],
    ]);
  });

  const names = fc.constantFrom('Resource', 'Default', 'A', 'B', '', '?');
  const anyResources = fc.uniqueArray(
    fc.record({
      logicalId: fc.string({ minLength: 1, maxLength: 3 }),
      resourceType: fc.constant('AWS::S3::Bucket'),
      status: fc.constantFrom(
        'CREATE_COMPLETE',
        'UPDATE_FAILED',
        'UPDATE_IN_PROGRESS',
        'SOMETHING_NEW',
      ),
      drift: fc.constantFrom(undefined, 'IN_SYNC' as const, 'DELETED' as const),
      constructPath: fc.option(
        fc.array(names, { maxLength: 4 }).map(each => each.join('/')),
        { nil: undefined },
      ),
    }),
    { selector: each => each.logicalId },
  );

  it('has each resource once, whatever the paths, and each node an id of its own', () => {
    fc.assert(
      fc.property(anyResources, resources => {
        const tree = resourceTree(resources);
        const byId = (a: StackResource, b: StackResource) =>
          a.logicalId < b.logicalId ? -1 : 1;
        expect(resourcesOf(tree).sort(byId)).toEqual([...resources].sort(byId));
        const ids = nodesOf(tree).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('says of each node the worst of what is below, how many there are, and how many drifted', () => {
    fc.assert(
      fc.property(anyResources, resources => {
        for (const node of nodesOf(resourceTree(resources))) {
          const below = resourcesOf([node]);
          expect(node.count).toBe(below.length);
          expect(node.status).toBe(worstOf(below.map(healthOfResource)));
          expect(node.drifted).toBe(below.filter(hasDrifted).length);
        }
      }),
    );
  });

  it('is the same in whatever order the resources come', () => {
    fc.assert(
      fc.property(anyResources, resources => {
        expect(drawn(resourceTree([...resources].reverse()))).toBe(
          drawn(resourceTree(resources)),
        );
      }),
    );
  });
});
