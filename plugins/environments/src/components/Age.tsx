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

/** In how long something ends; the exact time is in the tooltip. */
export function TimeLeft(props: { until: string }) {
  const now = useNow(10_000);
  const { until } = props;
  const isOver = Date.parse(until) <= now;
  return (
    <time dateTime={until} title={formatTime(until)}>
      {isOver
        ? 'is being ended'
        : `ends in ${formatAge(now, Date.parse(until))}`}
    </time>
  );
}
