const STEPS: [least: number, minutes: number, unit: string][] = [
  [48 * 60, 24 * 60, 'd'],
  [120, 60, 'h'],
  [1, 1, 'min'],
];

/** A span of minutes in the unit that people would use: `none`, `30 s`, `90 min`, `24 h`, `2.5 d`. */
export function formatMinutes(minutes: number): string {
  if (minutes === 0) {
    return 'none';
  }
  const [, size, unit] = STEPS.find(([least]) => minutes >= least) ?? [
    0,
    1 / 60,
    's',
  ];
  return `${Number((minutes / size).toFixed(1))} ${unit}`;
}
