import fc from 'fast-check';
import { stackReading } from '../../__testUtils__/stackReading';
import type { StoredStack } from '../../store';
import { isDriftDue, isDriftWanted } from './isDriftDue';

const HOUR_MS = 3_600_000;
const UPDATED = '2026-05-10T10:00:00.000Z';

function stack(options: { status?: string; checkedAt?: string }): StoredStack {
  return {
    ...stackReading('claims', {
      status: options.status ?? 'UPDATE_COMPLETE',
      updatedAt: UPDATED,
    }),
    drift: {
      status: 'UNKNOWN',
      checkedAt: options.checkedAt,
      checkedResources: 0,
      totalResources: 0,
    },
  };
}

const isDue = (
  options: { status?: string; checkedAt?: string },
  now = '2026-05-10T12:00:00.000Z',
) => isDriftDue(stack(options), { now: new Date(now), maxAgeMs: 6 * HOUR_MS });

describe('drift detection is due', () => {
  it.each([
    ['CREATE_COMPLETE', true],
    ['UPDATE_COMPLETE', true],
    ['UPDATE_ROLLBACK_COMPLETE', true],
    ['UPDATE_ROLLBACK_FAILED', true],
    ['IMPORT_COMPLETE', true],
    ['IMPORT_ROLLBACK_COMPLETE', true],
    ['CREATE_IN_PROGRESS', false],
    ['UPDATE_IN_PROGRESS', false],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', false],
    ['UPDATE_ROLLBACK_IN_PROGRESS', false],
    ['REVIEW_IN_PROGRESS', false],
    ['CREATE_FAILED', false],
    ['ROLLBACK_COMPLETE', false],
    ['ROLLBACK_FAILED', false],
    ['DELETE_IN_PROGRESS', false],
    ['DELETE_FAILED', false],
    ['DELETE_COMPLETE', false],
    ['UNKNOWN', false],
  ])('for a stack in %s that was never checked: %s', (status, due) => {
    expect(isDue({ status })).toBe(due);
  });

  it.each([
    ['never checked', undefined, true],
    ['checked before the last update', '2026-05-10T09:59:59.999Z', true],
    ['checked as the update ended', UPDATED, false],
    ['checked after it', '2026-05-10T10:30:00.000Z', false],
  ])('when it was %s: %s', (_, checkedAt, due) => {
    expect(isDue({ checkedAt })).toBe(due);
  });

  it.each([
    ['2026-05-10T16:30:00.000Z', false],
    ['2026-05-10T16:30:00.001Z', true],
  ])('of a check at 10:30 that may be six hours old at %s: %s', (now, due) => {
    expect(isDue({ checkedAt: '2026-05-10T10:30:00.000Z' }, now)).toBe(due);
  });

  it.each([
    ['after the last check', '2026-05-10T11:00:00.000Z', undefined, true],
    ['before it', '2026-05-10T10:00:00.000Z', undefined, false],
    [
      'before CloudFormation refused one',
      '2026-05-10T11:00:00.000Z',
      '2026-05-10T11:30:00.000Z',
      false,
    ],
  ])('when one is wanted %s: %s', (_, driftWantedAt, driftRequestedAt, due) => {
    const wanted: StoredStack = {
      ...stack({ checkedAt: '2026-05-10T10:30:00.000Z' }),
      driftWantedAt,
      driftRequestedAt,
    };
    const now = new Date('2026-05-10T12:00:00.000Z');
    expect(isDriftWanted(wanted)).toBe(due);
    expect(isDriftDue(wanted, { now, maxAgeMs: 6 * HOUR_MS })).toBe(due);
  });

  it('for good, until the next check', () => {
    const time = fc.date({
      min: new Date('2026-05-01T00:00:00Z'),
      max: new Date('2026-06-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(time, time, fc.nat({ max: 48 }), (checked, now, hours) => {
        const due = (at: Date) =>
          isDriftDue(stack({ checkedAt: checked.toISOString() }), {
            now: at,
            maxAgeMs: hours * HOUR_MS,
          });
        const later = new Date(now.getTime() + HOUR_MS);
        expect(due(later)).toBe(
          due(now) || later.getTime() - checked.getTime() > hours * HOUR_MS,
        );
      }),
    );
  });
});
