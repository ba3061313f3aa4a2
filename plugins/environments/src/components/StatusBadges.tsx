import type {
  Change,
  HealthStatus,
  SyncStatus,
} from '@plinth/plugin-environments-common';
import { Badge, Tone } from './Badge';

const HEALTH: Record<HealthStatus, Tone> = {
  Healthy: 'good',
  Progressing: 'busy',
  Degraded: 'warn',
  Failed: 'bad',
  Missing: 'warn',
  Unknown: 'mute',
};

const SYNC: Record<SyncStatus, [Tone, string]> = {
  InSync: ['good', 'In sync'],
  Drifted: ['warn', 'Drifted'],
  Behind: ['busy', 'Behind'],
  Unknown: ['mute', 'Unknown'],
};

const CHANGE: Record<Change['status'], [Tone, string]> = {
  proposed: ['mute', 'Proposed'],
  merged: ['mute', 'Merged'],
  deploying: ['busy', 'Deploying'],
  deployed: ['good', 'Deployed'],
  unchanged: ['mute', 'Nothing to change'],
  failed: ['bad', 'Failed'],
  rolledBack: ['bad', 'Rolled back'],
  cancelled: ['warn', 'Run cancelled'],
  rejected: ['bad', 'Rejected'],
  closed: ['mute', 'Closed'],
  outOfBand: ['warn', 'Outside the pipeline'],
};

/** Health, in its own word. */
export function HealthBadge(props: {
  status: HealthStatus;
  size?: 'small' | 'large';
  title?: string;
}) {
  const { status, ...rest } = props;
  return <Badge tone={HEALTH[status]} label={status} {...rest} />;
}

/** Sync as people read it. */
export function labelOfSync(status: SyncStatus): string {
  return SYNC[status][1];
}

/** Whether what runs is what main says. */
export function SyncBadge(props: { status: SyncStatus; title?: string }) {
  const { status, title } = props;
  const [tone] = SYNC[status];
  return <Badge tone={tone} label={labelOfSync(status)} title={title} />;
}

/** How far a change has come. */
export function ChangeBadge(props: { status: Change['status'] }) {
  const [tone, label] = CHANGE[props.status];
  return <Badge tone={tone} label={label} />;
}
