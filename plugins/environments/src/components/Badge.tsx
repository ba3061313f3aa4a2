import styles from './Tone.module.css';

/** How a state should strike the reader. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'mute';

const SHAPES: Record<Tone, JSX.Element> = {
  good: <path d="M3 8.5l3.2 3L13 4.5" />,
  busy: <path d="M8 2a6 6 0 1 1-5.2 3" />,
  warn: <path d="M8 2L14.5 13.5h-13zM8 6.5v3.2M8 11.8v.2" />,
  bad: <path d="M4 4l8 8M12 4l-8 8" />,
  mute: <path d="M3.5 8h9" />,
};

/** A state in words, with a shape and a colour: colour is never the only signal. */
export function Badge(props: {
  tone: Tone;
  label: string;
  size?: 'small' | 'large';
  title?: string;
}) {
  const { tone, label, size = 'small', title } = props;
  const side = size === 'large' ? 18 : 13;
  return (
    <span
      className={`${styles.badge} ${styles[tone]} ${
        size === 'large' ? styles.large : ''
      }`}
      title={title}
    >
      <svg
        aria-hidden
        className={tone === 'busy' ? styles.turning : undefined}
        width={side}
        height={side}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {SHAPES[tone]}
      </svg>
      {label}
    </span>
  );
}
