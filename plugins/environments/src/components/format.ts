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
