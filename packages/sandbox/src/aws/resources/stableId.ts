import { createHash } from 'node:crypto';

/** A stable number for a text, as hexadecimal digits. */
export function hex(seed: string, digits: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, digits);
}

/** A stable UUID for a text. */
export function uuid(seed: string): string {
  const digits = hex(seed, 32);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}

/** A stable address below 10.0.0.0/16 for a text. */
export function privateAddress(seed: string): string {
  const digits = hex(seed, 4);
  return `10.0.${parseInt(digits.slice(0, 2), 16)}.${parseInt(digits.slice(2), 16)}`;
}
