import { readDrills } from './readDrills';

const drill = {
  date: '2026-03-12',
  exercise: 'traffic-switch',
  minutes: 4,
  lostMinutes: 0,
  change: 7,
};

describe('the drills that a template states', () => {
  it('are read from its metadata, with or without what is optional', () => {
    const { date, exercise, minutes } = drill;
    const drills = [{ date, exercise, minutes }, drill];
    expect(
      readDrills(
        JSON.stringify({ 'Plinth::Drills': drills, 'Plinth::Recovery': [] }),
      ),
    ).toEqual(drills);
  });

  it.each([
    ['a template without metadata', undefined],
    ['no JSON', 'Plinth::Drills: []'],
    ['another shape', '{"Plinth::Drills":{"date":"2026-03-12"}}'],
    ['an impossible day', entry({ date: '2026-02-30' })],
    ['a time in words', entry({ minutes: 'four' })],
    ['less than nothing lost', entry({ lostMinutes: -1 })],
  ])('are none for %s', (_, metadata) => {
    expect(readDrills(metadata)).toEqual([]);
  });

  function entry(change: object) {
    return JSON.stringify({ 'Plinth::Drills': [{ ...drill, ...change }] });
  }
});
