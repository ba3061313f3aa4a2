/**
 * Memory of instance sizes in GiB by kind of family: `t` and `m` have 4 GiB per vCPU from large on, `r` has 8.
 *
 * Source: "Hardware specifications for DB instance classes", RDS user guide.
 */
const BURSTABLE: Readonly<Record<string, number>> = {
  micro: 1,
  small: 2,
  medium: 4,
  large: 8,
  xlarge: 16,
  '2xlarge': 32,
};

const PER_LARGE: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16 };

/** Memory of a class such as `db.r6g.2xlarge` in GiB; throws a RangeError when our table does not know it. */
export function memoryGiB(instanceClass: string): number {
  const [family, size] = instanceClass.replace(/^(db|cache)\./, '').split('.');
  const perLarge = PER_LARGE[family?.[0] ?? ''];
  const multiple = /^(\d*)xlarge$/.exec(size ?? '');
  if (perLarge && multiple) {
    return perLarge * 2 * Number(multiple[1] || 1);
  }
  if (perLarge && size === 'large') {
    return perLarge;
  }
  const memory = family?.startsWith('t') ? BURSTABLE[size ?? ''] : undefined;
  if (memory === undefined) {
    throw new RangeError(
      `${instanceClass} has no memory in our table; add it to instanceClasses.ts`,
    );
  }
  return memory;
}

/** PostgreSQL's default `max_connections` on RDS: memory in bytes / 9531392, at most 5000. */
export function maxConnections(instanceClass: string): number {
  return Math.min(
    Math.floor((memoryGiB(instanceClass) * 2 ** 30) / 9531392),
    5000,
  );
}
