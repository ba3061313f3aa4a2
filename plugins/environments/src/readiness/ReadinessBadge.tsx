import type { Readiness } from '@plinth/plugin-environments-common';
import { Badge, Tone } from '../components/Badge';

const VERDICTS: Record<Readiness['status'], [Tone, string]> = {
  Ready: ['good', 'Ready'],
  NotReady: ['warn', 'Not ready'],
  NoChecklist: ['mute', 'No checklist'],
  Unknown: ['mute', 'Readiness not known yet'],
};

/** The verdict with its count: `Ready: 9 of 9`. */
export function ReadinessBadge(props: {
  readiness: Readiness;
  size?: 'small' | 'large';
}) {
  const { status, items } = props.readiness;
  const [tone, word] = VERDICTS[status];
  const met = items.filter(item => item.met).length;
  return (
    <Badge
      tone={tone}
      label={items.length > 0 ? `${word}: ${met} of ${items.length}` : word}
      size={props.size}
    />
  );
}
