import { formatAge, formatTime } from './format';
import { useNow } from './useNow';

/** How long ago something was; the exact time is in the tooltip. */
export function Age(props: { since: string; suffix?: string }) {
  const now = useNow(10_000);
  const { since, suffix = ' ago' } = props;
  return (
    <time dateTime={since} title={formatTime(since)}>
      {formatAge(since, now)}
      {suffix}
    </time>
  );
}
