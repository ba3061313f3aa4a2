import { dashboardBody, type DashboardSection } from './dashboardBody';

const DATABASE: DashboardSection = [
  'Database',
  ['DBInstanceIdentifier', 'claims'],
  [
    ['AWS/RDS', 'CPUUtilization'],
    ['AWS/RDS', 'ReadLatency', 'p95'],
    ['AWS/RDS', 'FreeStorageSpace', 'Minimum'],
  ],
];
const QUEUE: DashboardSection = [
  'Queue',
  ['QueueName', 'work'],
  [['AWS/SQS', 'NumberOfMessagesReceived', 'Sum']],
];

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Record<string, unknown>;
}

const widgetsOf = (...sections: DashboardSection[]) =>
  dashboardBody({ region: 'us-east-1', sections, logGroup: '/plinth/claims' })
    .widgets as Widget[];

describe('dashboardBody', () => {
  const widgets = widgetsOf(DATABASE, QUEUE);

  it('charts each metric of a section beside the others, and each section below the last', () => {
    expect(widgets.map(({ type, x, y, width }) => [type, x, y, width])).toEqual(
      [
        ['metric', 0, 0, 8],
        ['metric', 8, 0, 8],
        ['metric', 16, 0, 8],
        ['metric', 0, 6, 8],
        ['log', 0, 12, 24],
      ],
    );
    expect(widgets.map(({ height }) => height)).toEqual([6, 6, 6, 6, 6]);
  });

  it('charts the average of five minutes where no statistic is named', () => {
    expect(widgets[0].properties).toEqual({
      title: 'Database: CPUUtilization',
      region: 'us-east-1',
      view: 'timeSeries',
      stat: 'Average',
      period: 300,
      metrics: [
        ['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', 'claims'],
      ],
    });
    expect(
      widgets.slice(1, 4).map(({ properties }) => properties.stat),
    ).toEqual(['p95', 'Minimum', 'Sum']);
  });

  it('lists the latest errors of the log group last', () => {
    expect(widgets.at(-1)).toMatchObject({
      properties: {
        region: 'us-east-1',
        query: expect.stringMatching(
          /^SOURCE '\/plinth\/claims' .* like \/\(\?i\)error\/ .* sort @timestamp desc .* limit 50$/,
        ),
      },
    });
  });

  it('refuses a fourth chart in a row, which CloudWatch has no room for', () => {
    const [title, dimensions, metrics] = DATABASE;
    expect(() =>
      widgetsOf([title, dimensions, [...metrics, ['AWS/RDS', 'WriteLatency']]]),
    ).toThrow(/Database: 4 charts.*at most 3/);
  });
});
