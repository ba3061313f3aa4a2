/**
 * Regions, their zones, and the instance families that blueprints may ask for there.
 *
 * Source: the AWS documents "Regions and Zones" (EC2 user guide) and "DB instance classes" (RDS user guide), as known in
 * 2025. The table is ours and errs on the careful side: a family that is missing is refused by name before anything is
 * deployed; add it here once the account offers it. Zone letters are the account's own; in us-west-1 an account sees two of three,
 * and ap-northeast-1 and ca-central-1 have no zone b and c for new accounts. eu-north-1 is left out: CloudFormation has no
 * AWS::Budgets::Budget there, and every unit has a budget.
 */
export interface Region {
  readonly code: string;
  readonly name: string;
  /** Zone names in the order in which they are used; networks take the first ones. */
  readonly zones: readonly string[];
  /** Families for databases and hosts without the `db.` prefix, such as `t4g`. */
  readonly families: readonly string[];
  /** Whose law holds there. Data stay in it unless a unit names a region elsewhere. */
  readonly jurisdiction: Jurisdiction;
  /**
   * Where a unit of this region recovers when it names no other: in the same jurisdiction.
   *
   * @default - it has to name one, since we know no second region in the jurisdiction
   */
  readonly recovery?: string;
  /** Services of blueprints that are not there. Source: "Regions supported by Amazon DocumentDB". */
  readonly lacks: readonly RegionalService[];
}

/** Countries, and the union whose regulation of data protection is one. */
export type Jurisdiction = 'AU' | 'CA' | 'EU' | 'JP' | 'SG' | 'UK' | 'US';

/** Services that blueprints use and not every region has. */
export type RegionalService = 'Amazon DocumentDB';

const COMMON = ['t3', 't4g', 'm5', 'm6g', 'm6i', 'r5', 'r6g', 'r6i'];
const NEWER = [...COMMON, 'm7g', 'r7g'];

function region(
  code: string,
  name: string,
  letters: string,
  families: readonly string[],
  jurisdiction: Jurisdiction,
  more: Partial<Pick<Region, 'recovery' | 'lacks'>> = {},
): Region {
  const zones = [...letters].map(letter => `${code}${letter}`);
  return { code, name, zones, families, jurisdiction, lacks: [], ...more };
}

/** The regions that units can live in. */
export const REGIONS: readonly Region[] = [
  region('us-east-1', 'N. Virginia', 'abcdf', NEWER, 'US', {
    recovery: 'us-west-2',
  }),
  region('us-east-2', 'Ohio', 'abc', NEWER, 'US', { recovery: 'us-west-2' }),
  region('us-west-1', 'N. California', 'ac', COMMON, 'US', {
    recovery: 'us-west-2',
    lacks: ['Amazon DocumentDB'],
  }),
  region('us-west-2', 'Oregon', 'abcd', NEWER, 'US', { recovery: 'us-east-1' }),
  region('ca-central-1', 'Canada', 'abd', COMMON, 'CA'),
  region('eu-central-1', 'Frankfurt', 'abc', NEWER, 'EU', {
    recovery: 'eu-west-1',
  }),
  region('eu-west-1', 'Ireland', 'abc', NEWER, 'EU', {
    recovery: 'eu-central-1',
  }),
  region('eu-west-2', 'London', 'abc', COMMON, 'UK'),
  region('ap-northeast-1', 'Tokyo', 'acd', NEWER, 'JP'),
  region('ap-southeast-1', 'Singapore', 'abc', NEWER, 'SG'),
  region('ap-southeast-2', 'Sydney', 'abc', NEWER, 'AU'),
];

/** The region with this code, or `undefined` if blueprints do not know it. */
export function findRegion(code: string): Region | undefined {
  return REGIONS.find(candidate => candidate.code === code);
}

/** The region of disaster recovery that a unit has by default, or `none` where it has to name one. */
export function recoveryRegion(code: string | undefined): string {
  return findRegion(code ?? '')?.recovery ?? 'none';
}

/** Whether the region offers the class; accepts `t3.medium`, `db.r5.large` and `cache.t4g.small`. */
export function offersClass(
  regionCode: string,
  instanceClass: string,
): boolean {
  const family = instanceClass.replace(/^(db|cache)\./, '').split('.')[0];
  return findRegion(regionCode)?.families.includes(family) ?? false;
}
