import type { FleetUpgradeUnit, StoredFleetUpgrade } from '../store';
import { decideUpgrade, type UnitFacts } from './decideUpgrade';

const NOW = new Date('2026-11-29T12:00:00Z');

function decide(unit: Partial<FleetUpgradeUnit>, facts: UnitFacts) {
  const upgrade = {
    state: 'running',
    request: { healthyMinutes: 30, maxOpen: 5 },
    units: [{ name: 'a', wave: 1, position: 0, ...unit }],
  } as unknown as StoredFleetUpgrade;
  const { changed, move } = decideUpgrade(upgrade, () => facts, NOW);
  return { unit: changed[0], reason: move?.reason };
}

describe('how a unit of an upgrade goes on', () => {
  it.each<[string, Partial<FleetUpgradeUnit>, UnitFacts, string]>([
    [
      'is refused',
      { state: 'asked' },
      { request: { state: 'refused', reason: 'frozen' } },
      'frozen',
    ],
    [
      'is turned down',
      { state: 'open', pullRequest: { number: 7, url: '' } },
      { pull: 'closed' },
      'pull request #7 was closed without a merge',
    ],
    [
      'does not deploy',
      { state: 'settling' },
      { deployment: 'failed' },
      'its deployment failed',
    ],
    [
      'is not well after it',
      { state: 'settling', healthySince: '2026-11-29T11:59:00Z' },
      { deployment: 'succeeded', unwell: 'an alarm is on' },
      'it is not Healthy after its deployment: an alarm is on',
    ],
  ])('fails where it %s', (_, unit, facts, reason) => {
    const decided = decide(unit, facts);
    expect(decided.unit).toMatchObject({ state: 'failed', reason });
    expect(decided.reason).toBe(`Wave 1 failed. a: ${reason}`);
  });

  it.each<[string, Partial<FleetUpgradeUnit>, UnitFacts]>([
    [
      'its task runs',
      { state: 'asked', taskId: 't' },
      { request: { state: 'running' } },
    ],
    ['nobody merges', { state: 'open' }, { pull: 'open' }],
    ['GitHub has not been read', { state: 'open' }, {}],
    ['it is being deployed', { state: 'settling' }, {}],
    [
      'it is not Healthy for long enough',
      { state: 'settling', healthySince: '2026-11-29T11:31:00Z' },
      { deployment: 'succeeded' },
    ],
  ])('waits while %s', (_, unit, facts) => {
    expect(decide(unit, facts)).toEqual({ unit: undefined, reason: undefined });
  });

  it('is done after its time', () => {
    const since = {
      state: 'settling',
      healthySince: '2026-11-29T11:30:00Z',
    } as const;
    expect(decide(since, { deployment: 'succeeded' }).unit.state).toBe('done');
  });
});
