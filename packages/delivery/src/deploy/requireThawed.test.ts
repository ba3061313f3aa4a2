import type { Unit } from '@plinth/blueprints/schema';
import type { Freeze } from '@plinth/repository';
import { synthesizedStack } from '../__testUtils__/stacks';
import type { RemovedUnit } from '../removal/RemovedUnit';
import { requireThawed } from './requireThawed';

const FREEZE: Freeze = {
  name: 'year-end',
  reason: 'The books are closed',
  by: 'user:default/developer',
  until: '2027-01-02T06:00:00Z',
  stages: ['production'],
  units: ['environments/other-dev'],
};
const NOW = new Date('2026-12-24T00:00:00Z');
const unit = (stage: Unit['stage']) => ({ stage }) as Unit;
const units = new Map([
  ['environments/claims', unit('production')],
  ['environments/other-dev', unit('dev')],
  ['environments/free-dev', unit('dev')],
]);
const check = (
  work: Parameters<typeof requireThawed>[0],
  now = NOW,
  before = new Map(units),
) => requireThawed(work, { units, before }, [FREEZE], now);

describe('a deployment during a freeze', () => {
  it('is refused, whichever of its units are frozen, with each of them', () => {
    const toDeploy = [
      'environments/claims',
      'environments/free-dev',
      'environments/other-dev',
    ].map(path => synthesizedStack(path));
    expect(() => check({ toDeploy, toDelete: [] })).toThrow(
      'Nothing was deployed: environments/claims is frozen until 2027-01-02T06:00:00Z by user:default/developer: The books are closed (governance/freezes/year-end.json) · environments/other-dev is frozen',
    );
  });

  it('is refused where it would delete what is frozen', () => {
    const toDelete = [{ path: 'environments/gone' }] as RemovedUnit[];
    const before = new Map([['environments/gone', unit('production')]]);
    expect(() => check({ toDeploy: [], toDelete }, NOW, before)).toThrow(
      'environments/gone is frozen until',
    );
  });

  it('goes on with what is not frozen, with nothing to do, and once the freeze has ended', () => {
    const free = [synthesizedStack('environments/free-dev')];
    const frozen = [synthesizedStack('environments/claims')];
    check({ toDeploy: free, toDelete: [] });
    check({ toDeploy: [], toDelete: [] });
    expect(() => check({ toDeploy: frozen, toDelete: [] })).toThrow();
    check({ toDeploy: frozen, toDelete: [] }, new Date(FREEZE.until));
  });
});
