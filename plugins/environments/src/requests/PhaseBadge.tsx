import type { RequestPhase } from '@plinth/plugin-environments-common';
import { Badge, type Tone } from '../components/Badge';

const PHASES: Record<RequestPhase, [Tone, string]> = {
  planning: ['busy', 'Being planned'],
  planFailed: ['bad', 'Plan failed'],
  review: ['warn', 'In review'],
  changesRequested: ['warn', 'Changes asked for'],
  approved: ['good', 'Approved'],
  waiting: ['warn', 'Waits for a reviewer'],
  deploying: ['busy', 'Deploying'],
  deployed: ['good', 'Deployed'],
  healthy: ['good', 'Healthy'],
  failed: ['bad', 'Failed'],
  closed: ['mute', 'Closed'],
};

/** How far a request has come. */
export function PhaseBadge(props: {
  phase: RequestPhase;
  size?: 'small' | 'large';
}) {
  const [tone, label] = PHASES[props.phase];
  return <Badge tone={tone} label={label} size={props.size} />;
}
