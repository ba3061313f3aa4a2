import type { Place } from '../store';

/** The lease that whoever sweeps an account and region holds. */
export function sweepLease({ account, region }: Place): string {
  return `AWS ${account}/${region}`;
}
