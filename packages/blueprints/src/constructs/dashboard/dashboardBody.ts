/** A metric of a namespace, by its name; the statistic is the average where none is named. */
export type ChartedMetric = readonly [
  namespace: string,
  name: string,
  stat?: string,
];

/** A row of up to three charts about one thing. */
export type DashboardSection = readonly [
  title: string,
  dimensions: readonly string[],
  metrics: readonly ChartedMetric[],
];

/** What a dashboard charts: tokens are allowed, the body is rendered by CloudFormation. */
export interface DashboardBodyProps {
  readonly region: string;
  readonly sections: readonly DashboardSection[];
  /** The log group whose errors are listed below the charts. */
  readonly logGroup: string;
}

/** Charts in a row: a dashboard is 24 columns wide, and a chart eight. */
const MAX_CHARTS = 3;

/**
 * The body of a CloudWatch dashboard: a row of charts for each section, and the latest errors.
 *
 * Throws a RangeError when a section has more charts than a row holds.
 */
export function dashboardBody({
  region,
  sections,
  logGroup,
}: DashboardBodyProps): Record<string, unknown> {
  for (const [title, , metrics] of sections) {
    if (metrics.length > MAX_CHARTS) {
      throw new RangeError(
        `${title}: ${metrics.length} charts do not fit into a row; name at most ${MAX_CHARTS}, and the others in a section of their own`,
      );
    }
  }
  return {
    widgets: [
      ...sections.flatMap(([title, dimensions, metrics], row) =>
        metrics.map(([namespace, name, stat], column) => ({
          type: 'metric',
          x: column * 8,
          y: row * 6,
          width: 8,
          height: 6,
          properties: {
            title: `${title}: ${name}`,
            region,
            view: 'timeSeries',
            stat: stat ?? 'Average',
            period: 300,
            metrics: [[namespace, name, ...dimensions]],
          },
        })),
      ),
      {
        type: 'log',
        x: 0,
        y: sections.length * 6,
        width: 24,
        height: 6,
        properties: {
          title: 'Application: errors',
          region,
          view: 'table',
          query: `SOURCE '${logGroup}' | fields @timestamp, @message | filter @message like /(?i)error/ | sort @timestamp desc | limit 50`,
        },
      },
    ],
  };
}
