import { fleetPage, row } from '../__testUtils__/fixtures';
import { untilNextReading } from './untilNextReading';

describe('untilNextReading', () => {
  const fleet = fleetPage([row()]);

  it('is soon while something is under way, and while no unit is known', () => {
    const deploying = fleetPage([row(), row({ health: 'Progressing' })]);
    expect(untilNextReading(deploying)).toBe(3_000);
    expect(untilNextReading(fleetPage([]))).toBe(3_000);
  });

  it('is later where nothing moves, nothing matches, or nothing answers', () => {
    expect(untilNextReading(fleet)).toBe(15_000);
    expect(untilNextReading({ ...fleet, items: [] })).toBe(15_000);
    expect(untilNextReading(undefined)).toBe(15_000);
  });
});
