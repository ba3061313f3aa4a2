import type { Health, UnitIdentity } from '@plinth/plugin-environments-common';
import { fleetRow } from './fleetRow';

const unit = (over: Partial<UnitIdentity>) =>
  ({
    name: 'claims-pr-1',
    stage: 'preview',
    stacks: ['claims-pr-1'],
    ttlHours: 72,
    ...over,
  }) as UnitIdentity;
const health = (...stacks: Array<{ name: string; createdAt?: string }>) =>
  ({ reasons: [], stacks }) as unknown as Health;
const ofTheUnit = { name: 'claims-pr-1', createdAt: '2026-11-20T12:00:00Z' };
const endOf = (over: Partial<UnitIdentity>, known: Health) =>
  fleetRow(unit(over), known, { days: [], today: '2026-11-20' }).endsAt;

describe('the row of a preview', () => {
  it('says when it ends, counted from its own stack', () => {
    const earlier = {
      name: 'claims-pr-1-a',
      createdAt: '2026-11-19T12:00:00Z',
    };
    expect(endOf({}, health(earlier, ofTheUnit))).toBe(
      '2026-11-23T12:00:00.000Z',
    );
  });

  it('says nothing of it while there is no stack, without a time to live, and of what is no preview', () => {
    expect(endOf({}, health({ name: 'claims-pr-1' }))).toBeUndefined();
    expect(endOf({}, health())).toBeUndefined();
    expect(endOf({ ttlHours: undefined }, health(ofTheUnit))).toBeUndefined();
    expect(endOf({ stage: 'dev' }, health(ofTheUnit))).toBeUndefined();
  });
});
