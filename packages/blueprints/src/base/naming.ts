import { createHash } from 'node:crypto';
import type { Unit } from '../schema';

/** The longest name that S3 accepts. */
const MAX_BUCKET_NAME = 63;

/**
 * The explicit, globally unique name of a unit's bucket: `claims-staging-data-444455556666-us-east-1`.
 *
 * A long unit name is shortened to its beginning and a digest of the whole. `region` defaults to the unit's.
 */
export function bucketName(
  unit: Pick<Unit, 'name' | 'account' | 'region'>,
  purpose: string,
  region: string = unit.region,
): string {
  const tail = `-${purpose}-${unit.account}-${region}`;
  return shorten(unit.name, MAX_BUCKET_NAME - tail.length) + tail;
}

/** The text if it fits, otherwise its beginning and eight hexadecimal digits of its SHA-256. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) {
    return text;
  }
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${text.slice(0, max - 9).replace(/-+$/, '')}-${digest}`;
}

/** The name of a CloudFormation export of an environment, which its tenants import: `claims-staging-VpcId`. */
export function exportName(environment: string, output: string): string {
  return `${environment}-${output}`;
}
