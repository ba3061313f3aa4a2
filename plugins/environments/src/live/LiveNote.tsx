import layout from '../components/layout.module.css';
import type { LiveState } from './useLive';

const WORDS: Record<LiveState, string> = {
  connecting: 'connecting to live updates',
  live: 'live',
  down: 'live updates do not arrive; read again every 15 s or so',
};

/** Says whether what is shown follows the store. */
export function LiveNote(props: { live: LiveState }) {
  const { live } = props;
  return (
    <span className={layout.note} role="status">
      <span aria-hidden>{live === 'live' ? '● ' : '○ '}</span>
      {WORDS[live]}
    </span>
  );
}
