const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
});
const wholeDollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});

/** US dollars, with cents below a thousand. */
export function formatDollars(amount: number): string {
  return Math.abs(amount) < 1000
    ? dollars.format(amount)
    : wholeDollars.format(amount);
}

/** US dollars with cents, however many, where figures have to add up. */
export function formatCents(amount: number): string {
  return dollars.format(amount);
}

const STEPS: [limit: number, seconds: number, unit: string][] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [Infinity, 86_400, 'd'],
];

/** The time from one moment to another in its largest unit: `12 s`, `3 min`, `5 h`, `40 d`. */
export function formatAge(since: string | number | Date, now: number): string {
  const seconds = Math.max(
    0,
    Math.floor((now - new Date(since).getTime()) / 1000),
  );
  const [, size, unit] = STEPS.find(([limit]) => seconds < limit)!;
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** How long something took, in its two largest units: `8 s`, `3 min 12 s`, `2 h 5 min`. */
export function formatDuration(
  from: string | number,
  until: string | number,
): string {
  const seconds = Math.max(
    0,
    Math.round((new Date(until).getTime() - new Date(from).getTime()) / 1000),
  );
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  const [large, small] =
    seconds < 3600
      ? [`${minutes} min`, `${seconds % 60} s`]
      : [`${Math.floor(minutes / 60)} h`, `${minutes % 60} min`];
  return small.startsWith('0 ') ? large : `${large} ${small}`;
}

/** A time of the day in the reader's own time zone, to the second. */
export function formatClock(at: string | number): string {
  return new Date(at).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** A moment in the reader's own time zone, which is named. */
export function formatTime(at: string): string {
  return new Date(at).toLocaleString(undefined, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}

/** The first seven digits of a commit. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** `group:default/platform` as `platform`; other kinds and namespaces keep what tells them apart. */
export function formatRef(ref: string): string {
  return ref.replace(/^(group|user|resource):(default\/)?/, '');
}
