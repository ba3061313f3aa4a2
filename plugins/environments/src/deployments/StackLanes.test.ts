import { placeOf, stretchOf } from './StackLanes';

const NOW = 20_000;
const phase = (from: number, until?: number) => ({
  action: 'update' as const,
  outcome: until === undefined ? ('running' as const) : ('succeeded' as const),
  startedAt: new Date(from).toISOString(),
  ...(until === undefined ? {} : { finishedAt: new Date(until).toISOString() }),
});

describe('the axis of a timeline', () => {
  it.each<
    [
      string,
      Array<ReturnType<typeof phase>>,
      [number, number],
      Array<[number, number]>,
    ]
  >([
    [
      'what is over',
      [phase(2_000, 6_000), phase(4_000, 5_000)],
      [2_000, 6_000],
      [
        [0, 100],
        [50, 25],
      ],
    ],
    [
      'what still runs',
      [phase(0, 5_000), phase(10_000)],
      [0, NOW],
      [
        [0, 25],
        [50, 50],
      ],
    ],
    ['what took no time', [phase(3_000, 3_000)], [3_000, 4_000], [[0, 0]]],
  ])('holds %s', (_, phases, [from, until], places) => {
    const stretch = stretchOf({ phases, resources: [] }, NOW);
    expect(stretch).toEqual({ from, until });
    expect(
      phases.map(each => {
        const { left, width } = placeOf(each, stretch);
        return [left, width];
      }),
    ).toEqual(places);
  });

  it('is that of the resources as well', () => {
    const resource = {
      logicalId: 'Bucket',
      resourceType: 'AWS::S3::Bucket',
      consoleUrl: 'https://console.example.com/bucket',
      phases: [phase(1_000, 9_000)],
    };
    expect(
      stretchOf({ phases: [phase(2_000, 8_000)], resources: [resource] }, NOW),
    ).toEqual({ from: 1_000, until: 9_000 });
  });
});
