import { GOVERNANCE_FILE, type Governance } from './governance';
import type { Stage } from './stages';

/**
 * Why values must not go from an environment of one stage to one of another; undefined if they may. Within a stage they may
 * always, and where governance names no order or not both stages.
 */
export function refusePromotion(
  { promotionOrder = [] }: Governance,
  from: Stage,
  to: Stage,
): string | undefined {
  const [start, end] = [from, to].map(stage => promotionOrder.indexOf(stage));
  if (from === to || start === -1 || end === -1 || end === start + 1) {
    return undefined;
  }
  const order = `${GOVERNANCE_FILE} has the order ${promotionOrder.join(', ')}`;
  return end < start
    ? `${order}, so nothing is promoted from ${from} back to ${to}`
    : `${order}, so ${promotionOrder.slice(start + 1, end).join(' and ')} must not be skipped: promote to an environment of ${promotionOrder[start + 1]} first, and from there`;
}
