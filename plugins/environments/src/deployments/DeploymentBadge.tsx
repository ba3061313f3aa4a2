import type {
  Deployment,
  ResourcePhase,
} from '@plinth/plugin-environments-common';
import { Badge, type Tone } from '../components/Badge';

const DEPLOYMENTS: Record<Deployment['status'], [Tone, string]> = {
  queued: ['busy', 'Queued'],
  waiting: ['warn', 'Waits for approval'],
  running: ['busy', 'Running'],
  succeeded: ['good', 'Succeeded'],
  unchanged: ['mute', 'Nothing to change'],
  failed: ['bad', 'Failed'],
  rolledBack: ['bad', 'Rolled back'],
  cancelled: ['mute', 'Cancelled'],
  rejected: ['bad', 'Rejected'],
};

/** How a deployment stands. */
export function DeploymentBadge(props: { status: Deployment['status'] }) {
  const [tone, label] = DEPLOYMENTS[props.status];
  return <Badge tone={tone} label={label} />;
}

const ACTIONS: Record<ResourcePhase['action'], string> = {
  create: 'Create',
  update: 'Update',
  delete: 'Delete',
  import: 'Import',
  rollBack: 'Roll back',
};

const OUTCOMES: Record<ResourcePhase['outcome'], [Tone, string]> = {
  running: ['busy', 'under way'],
  succeeded: ['good', 'done'],
  failed: ['bad', 'failed'],
  cancelled: ['mute', 'cancelled'],
};

/** How the outcome of a phase strikes the reader. */
export function toneOf({ outcome }: Pick<ResourcePhase, 'outcome'>): Tone {
  return OUTCOMES[outcome][0];
}

/** What was done, and what became of it, in words. */
export function labelOf({
  action,
  outcome,
}: Pick<ResourcePhase, 'action' | 'outcome'>): string {
  return `${ACTIONS[action]} ${OUTCOMES[outcome][1]}`;
}

/** What was done with a resource, and what became of it. */
export function PhaseOutcome(props: { phase: ResourcePhase }) {
  const { phase } = props;
  return <Badge tone={toneOf(phase)} label={labelOf(phase)} />;
}
