import type { Unit } from '@plinth/blueprints/schema';
import type { Freeze } from '@plinth/repository';
import { freezeFindings } from './freezeFindings';

const FREEZE: Freeze = {
  name: 'year-end',
  reason: 'The books are closed',
  by: 'user:default/developer',
  until: '2027-01-02T06:00:00Z',
  stages: ['production'],
};
const path = 'environments/claims';
const unit = (stage: Unit['stage']) => ({ stage }) as Unit;
const found = (before?: Unit, after?: Unit, now = '2026-12-24T00:00:00Z') =>
  freezeFindings([{ path, before, after }], [FREEZE], new Date(now));

describe('what a plan says of freezes', () => {
  it('warns, with what is frozen until when, by whom, why and where that stands', () => {
    expect(found(undefined, unit('production'))).toEqual([
      {
        severity: 'warning',
        rule: 'freeze',
        message:
          'environments/claims is frozen until 2027-01-02T06:00:00Z by user:default/developer: The books are closed (governance/freezes/year-end.json). Until then its deployment is refused; once it was, run that again.',
        unit: path,
      },
    ]);
  });

  it('holds for what is removed, and for what leaves the frozen stage', () => {
    expect(found(unit('production'), undefined)).toHaveLength(1);
    expect(found(unit('production'), unit('dev'))).toHaveLength(1);
    expect(found(unit('production'), unit('production'))).toHaveLength(1);
  });

  it('says nothing of other stages, and nothing once it has ended', () => {
    expect(found(unit('dev'), unit('dev'))).toEqual([]);
    expect(found(unit('production'), unit('production'), FREEZE.until)).toEqual(
      [],
    );
  });
});
