import type { HealthStatus, StackResource } from '../types';
import { worstOf } from './severity';
import { healthOfStackStatus } from './stackStatus';

/** A construct of a stack, with the resource that it makes, if it makes one, and the constructs in it. */
export interface ResourceNode {
  /** What tells it from all others of its tree. */
  readonly id: string;
  readonly name: string;
  readonly resource?: StackResource;
  readonly children: readonly ResourceNode[];
  /** How many resources it and those below it make. */
  readonly count: number;
  /** The worst state of those. */
  readonly status: HealthStatus;
  /** How many of them are not as they were deployed. */
  readonly drifted: number;
}

/** What the CDK calls the construct in which another one makes its resource. */
const DEFAULT_CHILDREN = ['Resource', 'Default'];

/** Under what those stand of which no construct is known. */
export const NO_CONSTRUCT = 'No construct known';

/** A node before it is known what is below it. */
class Draft {
  readonly children = new Map<string, Draft>();
  readonly resources: StackResource[] = [];

  child(name: string): Draft {
    const known = this.children.get(name) ?? new Draft();
    this.children.set(name, known);
    return known;
  }
}

/** The state of a resource, by CloudFormation's own status of it. */
export function healthOfResource({
  status,
}: Pick<StackResource, 'status'>): HealthStatus {
  return healthOfStackStatus(status);
}

/** Whether a resource is not as it was deployed. */
export function hasDrifted({ drift }: Pick<StackResource, 'drift'>): boolean {
  return drift === 'MODIFIED' || drift === 'DELETED';
}

/** Whether there is something to look at below a node. */
export function isWrong({
  status,
  drifted,
}: Pick<ResourceNode, 'status' | 'drifted'>): boolean {
  return status !== 'Healthy' || drifted > 0;
}

/**
 * The resources of a stack as a tree of the constructs that make them, each once. What a construct makes by its child `Resource` or
 * `Default` is its own; resources of which no construct is known stand under a node of theirs, the last.
 */
export function resourceTree(
  resources: readonly StackResource[],
): ResourceNode[] {
  const root = new Draft();
  const unknown: StackResource[] = [];
  const sorted = [...resources].sort((a, b) =>
    a.logicalId < b.logicalId ? -1 : 1,
  );
  for (const resource of sorted) {
    const names = (resource.constructPath ?? '').split('/').filter(Boolean);
    if (names.length === 0) {
      unknown.push(resource);
    } else {
      const draft = names.reduce((at, name) => at.child(name), root);
      draft.resources.push(resource);
    }
  }
  return [
    ...childrenOf(root, ''),
    ...(unknown.length > 0
      ? [node('?', NO_CONSTRUCT, undefined, unknown.map(leafOf('?')))]
      : []),
  ];
}

function childrenOf(draft: Draft, path: string): ResourceNode[] {
  return [...draft.children]
    .map(([name, child]) => nodeOf(child, name, `${path}/${name}`))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function nodeOf(draft: Draft, name: string, path: string): ResourceNode {
  const children = childrenOf(draft, path);
  const [own, ...others] = draft.resources;
  // Two resources of one construct are none that the CDK makes, and shown all the same.
  const more = others.map(leafOf(path));
  const made = own ? undefined : defaultChildOf(children);
  return node(path, name, own ?? made?.resource, [
    ...children.filter(child => child !== made),
    ...more,
  ]);
}

/** The child that stands for its parent: one with a resource and nothing below it. */
function defaultChildOf(
  children: readonly ResourceNode[],
): ResourceNode | undefined {
  return DEFAULT_CHILDREN.map(name =>
    children.find(
      child =>
        child.name === name && child.resource && child.children.length === 0,
    ),
  ).find(child => child !== undefined);
}

function leafOf(path: string): (resource: StackResource) => ResourceNode {
  return resource =>
    node(`${path}//${resource.logicalId}`, resource.logicalId, resource, []);
}

function node(
  id: string,
  name: string,
  resource: StackResource | undefined,
  children: readonly ResourceNode[],
): ResourceNode {
  const below = children.map(child => child.status);
  const sum = (of: (child: ResourceNode) => number) =>
    children.reduce((total, child) => total + of(child), 0);
  return {
    id,
    name,
    ...(resource && { resource }),
    children,
    count: (resource ? 1 : 0) + sum(child => child.count),
    status: worstOf(resource ? [healthOfResource(resource), ...below] : below),
    drifted:
      (resource && hasDrifted(resource) ? 1 : 0) + sum(child => child.drifted),
  };
}
