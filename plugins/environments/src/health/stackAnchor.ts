import type { StackHealth } from '@plinth/plugin-environments-common';

/** The fragment of the address at which a stack stands on the Health tab. */
export function stackAnchor({
  name,
  account,
  region,
}: Pick<StackHealth, 'name' | 'account' | 'region'>): string {
  return `stack-${account}-${region}-${name}`;
}
