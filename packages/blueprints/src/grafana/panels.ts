import type { ChartedMetric } from '../constructs/dashboard/dashboardBody';
import type { DataSourceRef, Panel, Variable } from './dashboardModel';
import type { PrometheusChart } from './prometheusCharts';

/** CloudWatch, as whoever looks at the dashboard picks it. */
export const CLOUDWATCH: DataSourceRef = {
  type: 'cloudwatch',
  uid: '${cloudwatch}',
};

/** Prometheus, as whoever looks at the dashboard picks it. */
export const PROMETHEUS: DataSourceRef = {
  type: 'prometheus',
  uid: '${prometheus}',
};

/** Three charts in a row of 24 columns, as in the CloudWatch dashboard. */
const COLUMNS = 3;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

/** Where a panel stands: `row` and `column` from 0. */
export interface Place {
  readonly id: number;
  readonly row: number;
  readonly column: number;
}

/** A chart of a metric of CloudWatch. */
export function cloudWatchPanel(
  place: Place,
  options: {
    readonly title: string;
    readonly region: string;
    readonly metric: ChartedMetric;
    readonly dimensions: Readonly<Record<string, string>>;
  },
): Panel {
  const [namespace, metricName, statistic = 'Average'] = options.metric;
  return {
    ...panel(place, `${options.title}: ${metricName}`, CLOUDWATCH, {
      unit: unitOf(namespace, metricName),
    }),
    targets: [
      {
        refId: 'A',
        id: '',
        datasource: CLOUDWATCH,
        queryMode: 'Metrics',
        metricQueryType: 0,
        metricEditorMode: 0,
        region: options.region,
        namespace,
        metricName,
        dimensions: options.dimensions,
        matchExact: true,
        statistic,
        period: '300',
        expression: '',
        label: `${metricName} (${statistic})`,
      },
    ],
  };
}

/** A chart of what Prometheus keeps, one line for each expression. */
export function prometheusPanel(place: Place, chart: PrometheusChart): Panel {
  const { title, receiver, unit, lines } = chart;
  return {
    ...panel(place, title, PROMETHEUS, {
      unit,
      description: `Collected beside each task, by the receiver ${receiver}`,
    }),
    targets: lines.map(([legendFormat, expr], index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: PROMETHEUS,
      editorMode: 'code',
      expr,
      legendFormat,
      range: true,
    })),
  };
}

/** The picker of a data source; Grafana takes the first one of its type until somebody picks. */
export function dataSourceVariable(
  source: DataSourceRef,
  label: string,
): Variable {
  return {
    ...variable(source.type, label),
    type: 'datasource',
    query: source.type,
  };
}

/** The picker of a dimension's value that only AWS knows. */
export function dimensionVariable(
  name: string,
  options: {
    readonly label: string;
    readonly region: string;
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensionKey: string;
  },
): Variable {
  const { label, ...query } = options;
  return {
    ...variable(name, label),
    type: 'query',
    datasource: CLOUDWATCH,
    sort: 1,
    query: {
      queryType: 'dimensionValues',
      refId: 'CloudWatchVariableQueryEditor-VariableQuery',
      ...query,
      dimensionFilters: {},
    },
  };
}

function variable(name: string, label: string) {
  return {
    name,
    label,
    hide: 0,
    includeAll: false,
    multi: false,
    options: [],
    current: {},
    refresh: 1,
    regex: '',
  } as const;
}

function panel(
  { id, row, column }: Place,
  title: string,
  datasource: DataSourceRef,
  { unit, description }: { unit: string; description?: string },
): Omit<Panel, 'targets'> {
  return {
    id,
    type: 'timeseries',
    title,
    ...(description && { description }),
    datasource,
    gridPos: { x: column * WIDTH, y: row * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

/** Grafana's name of the unit in which AWS reports a metric. */
function unitOf(namespace: string, name: string): string {
  if (/(Utilization|Percentage)$/.test(name)) {
    return 'percent';
  }
  if (/(Latency|ResponseTime|DataFreshness)$/.test(name)) {
    return 's';
  }
  // OpenSearch reports mebibytes, RDS and DocumentDB bytes.
  if (/(Memory|StorageSpace|BytesUsed)$/.test(name)) {
    return namespace === 'AWS/ES' ? 'mbytes' : 'bytes';
  }
  return 'short';
}
