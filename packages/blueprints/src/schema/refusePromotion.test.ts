import type { Governance } from './governance';
import { refusePromotion } from './refusePromotion';
import type { Stage } from './stages';

const governance = (promotionOrder?: Stage[]) =>
  ({ promotionOrder }) as Governance;
const ORDER: Stage[] = ['dev', 'staging', 'production'];

describe('the order of promotions', () => {
  it.each<[Stage, Stage]>([
    ['dev', 'staging'],
    ['staging', 'production'],
    ['production', 'production'],
    ['preview', 'production'],
  ])('lets %s go to %s', (from, to) => {
    expect(refusePromotion(governance(ORDER), from, to)).toBeUndefined();
  });

  it.each<[Stage, Stage, RegExp]>([
    ['dev', 'production', /so staging must not be skipped: promote to an/],
    ['production', 'dev', /nothing is promoted from production back to dev/],
  ])('stops %s on the way to %s', (from, to, reason) => {
    expect(refusePromotion(governance(ORDER), from, to)).toMatch(reason);
  });

  it('is free where governance names none', () => {
    expect(
      refusePromotion(governance(), 'production', 'preview'),
    ).toBeUndefined();
  });
});
