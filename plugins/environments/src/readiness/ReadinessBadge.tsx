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
  const counted = items.filter(item => item.applies);
  const met = counted.filter(item => item.met).length;
  return (
    <Badge
      tone={tone}
      label={counted.length > 0 ? `${word}: ${met} of ${counted.length}` : word}
      size={props.size}
    />
  );
}
