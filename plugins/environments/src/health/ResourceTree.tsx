import { Button } from '@backstage/ui';
import {
  isWrong,
  type ResourceNode,
  type StackHealth,
} from '@plinth/plugin-environments-common';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { useId, useState, type KeyboardEvent } from 'react';
import { HealthBadge, SyncBadge } from '../components/StatusBadges';
import layout from '../components/layout.module.css';
import { ResourceDetails } from './ResourceDetails';
import styles from './ResourceTree.module.css';

/** What all nodes of a tree have in common. */
interface Tree {
  entityRef: string;
  stack: StackHealth;
  /** All stacks of the unit, among which a nested one is found. */
  stacks: readonly StackHealth[];
  /** Whether what is in a construct is shown, or the details of a resource that has nothing in it. */
  isOpen(node: ResourceNode): boolean;
  toggle(node: ResourceNode): void;
  /** The same of the details of a resource whose construct has others in it. */
  hasDetails(node: ResourceNode): boolean;
  toggleDetails(node: ResourceNode): void;
}

/**
 * The constructs of a stack with the worst state below each: open where something is wrong, closed where all is well, until somebody
 * opens or closes them. Lists in lists of buttons, so that screen readers and keys know them; arrows go through them as well.
 */
export function ResourceTree(props: {
  entityRef: string;
  stack: StackHealth;
  stacks: readonly StackHealth[];
  nodes: readonly ResourceNode[];
}) {
  const { nodes, stack, ...rest } = props;
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const choose = (id: string, open: boolean) =>
    setChosen(before => new Map(before).set(id, open));
  const isOpen = (node: ResourceNode) =>
    chosen.get(node.id) ?? (node.children.length > 0 && isWrong(node));
  const detailsOf = ({ id }: ResourceNode) => `details of ${id}`;
  const hasDetails = (node: ResourceNode) =>
    chosen.get(detailsOf(node)) ?? false;
  const tree: Tree = {
    ...rest,
    stack,
    isOpen,
    toggle: node => choose(node.id, !isOpen(node)),
    hasDetails,
    toggleDetails: node => choose(detailsOf(node), !hasDetails(node)),
  };
  return (
    <Nodes
      tree={tree}
      nodes={nodes}
      className={styles.tree}
      label={`Resources of ${stack.name}`}
    />
  );
}

function Nodes(props: {
  tree: Tree;
  nodes: readonly ResourceNode[];
  className: string;
  label: string;
  id?: string;
}) {
  const { tree, nodes, className, label, id } = props;
  return (
    <ul id={id} className={className} aria-label={label}>
      {nodes.map(node => (
        <Node key={node.id} tree={tree} node={node} />
      ))}
    </ul>
  );
}

function Node(props: { tree: Tree; node: ResourceNode }) {
  const { tree, node } = props;
  const { name, resource, children, status, drifted } = node;
  const id = useId();
  const isLeaf = children.length === 0;
  const open = tree.isOpen(node);
  const detailed = resource && (isLeaf ? open : tree.hasDetails(node));
  const Arrow = open ? RiArrowDownSLine : RiArrowRightSLine;
  const count = `${node.count} ${node.count === 1 ? 'resource' : 'resources'}`;
  return (
    <li>
      <div className={styles.row}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          aria-label={isLeaf ? undefined : `${name}, ${count}`}
          onClick={() => tree.toggle(node)}
          onKeyDown={event => onArrow(event, () => tree.toggle(node))}
        >
          <Arrow size={20} aria-hidden className={styles.arrow} />
          <span>{name}</span>
          {!isLeaf && <span className={layout.note}>{count}</span>}
        </button>
        {resource && (
          <span className={layout.note}>{resource.resourceType}</span>
        )}
        {resource && !isLeaf && (
          <Button
            size="small"
            variant="secondary"
            aria-label={`Details of ${name}`}
            aria-expanded={tree.hasDetails(node)}
            onPress={() => tree.toggleDetails(node)}
          >
            Details
          </Button>
        )}
        <span className={styles.states}>
          {drifted > 0 && <SyncBadge status="Drifted" />}
          <HealthBadge status={status} title={resource?.status} />
        </span>
      </div>
      {detailed && (
        <ResourceDetails
          entityRef={tree.entityRef}
          stack={tree.stack}
          stacks={tree.stacks}
          resource={resource}
          id={isLeaf ? id : undefined}
        />
      )}
      {open && !isLeaf && (
        <Nodes
          tree={tree}
          nodes={children}
          id={id}
          className={styles.list}
          label={`In ${name}`}
        />
      )}
    </li>
  );
}

/** Up and down go to the next row that is shown, right opens and left closes one. */
function onArrow(
  event: KeyboardEvent<HTMLButtonElement>,
  toggle: () => void,
): void {
  const { key, currentTarget } = event;
  const isExpanded = currentTarget.getAttribute('aria-expanded') === 'true';
  if (key === (isExpanded ? 'ArrowLeft' : 'ArrowRight')) {
    toggle();
  } else if (key === 'ArrowDown' || key === 'ArrowUp') {
    const rows = currentTarget
      .closest(`.${styles.tree}`)
      ?.querySelectorAll<HTMLButtonElement>(`.${styles.toggle}`);
    const all = [...(rows ?? [])];
    const step = key === 'ArrowDown' ? 1 : -1;
    all[all.indexOf(currentTarget) + step]?.focus();
  } else {
    return;
  }
  event.preventDefault();
}
