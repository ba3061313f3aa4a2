import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { countRows, hasState } from './countRows';

const row = (
  health: EnvironmentRow['health'],
  sync: EnvironmentRow['sync'],
  cost: Pick<EnvironmentRow, 'monthToDate' | 'monthlyBudget'> = {},
) => ({ health, sync, ...cost }) as EnvironmentRow;

const ROWS = [
  row('Healthy', 'InSync', { monthToDate: 61, monthlyBudget: 60 }),
  row('Healthy', 'Behind', { monthToDate: 60, monthlyBudget: 60 }),
  row('Failed', 'Drifted', { monthToDate: 5, monthlyBudget: null }),
  row('Missing', 'Unknown', { monthToDate: null, monthlyBudget: 60 }),
];

describe('the states of a fleet', () => {
  it('are counted; a unit without a budget or without costs is over none', () => {
    expect(countRows(ROWS)).toEqual({
      units: 4,
      health: { Healthy: 2, Failed: 1, Missing: 1 },
      sync: { InSync: 1, Behind: 1, Drifted: 1, Unknown: 1 },
      overBudget: 1,
    });
    expect(countRows([])).toEqual({
      units: 0,
      health: {},
      sync: {},
      overBudget: 0,
    });
  });

  it.each([
    [{}, [0, 1, 2, 3]],
    [{ health: 'Healthy' as const }, [0, 1]],
    [{ sync: 'Drifted' as const }, [2]],
    [{ budget: 'over' as const }, [0]],
    [{ health: 'Healthy' as const, sync: 'Behind' as const }, [1]],
  ])('filter rows by %j', (query, expected) => {
    expect(ROWS.filter(each => hasState(each, query))).toEqual(
      expected.map(index => ROWS[index]),
    );
  });
});
