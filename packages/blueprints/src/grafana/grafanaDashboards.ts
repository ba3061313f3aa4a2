import { shorten } from '../base/naming';
import {
  DASHBOARD_AREAS,
  type DashboardArea,
} from '../constructs/dashboard/dashboardAreas';
import type { DashboardSection } from '../constructs/dashboard/dashboardBody';
import type { BlueprintRegistry, Unit } from '../schema';
import type { GrafanaDashboard, Panel, Variable } from './dashboardModel';
import {
  CLOUDWATCH,
  cloudWatchPanel,
  dataSourceVariable,
  dimensionVariable,
  PROMETHEUS,
  prometheusPanel,
} from './panels';
import { PROMETHEUS_CHARTS, type PrometheusChart } from './prometheusCharts';
import { unitCharts } from './unitCharts';

const TITLES: Readonly<Record<DashboardArea, string>> = {
  infrastructure: 'infrastructure',
  ecs: 'ECS',
  rds: 'databases',
  redis: 'Redis',
  application: 'application',
};

/** What stands for values that AWS makes up at the deployment, by the dimension that they are of. */
const PICKED: Readonly<
  Record<string, { namespace: string; metricName: string; label: string }>
> = {
  LoadBalancer: {
    namespace: 'AWS/ApplicationELB',
    metricName: 'RequestCount',
    label: 'Load balancer',
  },
  DomainName: {
    namespace: 'AWS/ES',
    metricName: 'CPUUtilization',
    label: 'Log search',
  },
  DeliveryStreamName: {
    namespace: 'AWS/Firehose',
    metricName: 'DeliveryToS3.Records',
    label: 'Delivery stream',
  },
};

/** The migrations of Grafana 9, the oldest version that service accounts have: later ones read it and bring it up to date. */
const SCHEMA_VERSION = 36;

/** The longest uid that Grafana accepts. */
const MAX_UID = 40;

/** A dashboard and the area that it is about. */
export interface AreaDashboard {
  readonly area: DashboardArea;
  readonly dashboard: GrafanaDashboard;
}

/**
 * The Grafana dashboards of a unit, one for each area that it has charts of. Pure: the same unit gives the same dashboards.
 *
 * @throws InputError if the unit's blueprint has no Grafana workspace
 */
export function grafanaDashboards(
  unit: Unit,
  blueprints: BlueprintRegistry,
): AreaDashboard[] {
  const { sections, prometheus } = unitCharts(unit, blueprints);
  return DASHBOARD_AREAS.flatMap(area => {
    const own = sections.flatMap(([of, section]) =>
      of === area ? [section] : [],
    );
    const charts = (prometheus && PROMETHEUS_CHARTS[area]) || [];
    return own.length > 0
      ? [{ area, dashboard: dashboardOf(unit, area, own, charts) }]
      : [];
  });
}

function dashboardOf(
  unit: Unit,
  area: DashboardArea,
  sections: readonly DashboardSection[],
  charts: readonly PrometheusChart[],
): GrafanaDashboard {
  const uid = `plinth-${shorten(unit.name, MAX_UID - 'plinth--'.length - area.length)}-${area}`;
  return {
    id: null,
    uid,
    title: `${unit.name}: ${TITLES[area]}`,
    tags: ['plinth', unit.stage, unit.name],
    timezone: 'browser',
    editable: true,
    graphTooltip: 1,
    time: { from: 'now-6h', to: 'now' },
    timepicker: {},
    refresh: '1m',
    schemaVersion: SCHEMA_VERSION,
    version: 0,
    links: [],
    annotations: { list: [] },
    templating: {
      list: [
        dataSourceVariable(CLOUDWATCH, 'CloudWatch'),
        ...(charts.length > 0
          ? [dataSourceVariable(PROMETHEUS, 'Prometheus')]
          : []),
        ...pickers(unit.region, sections),
      ],
    },
    panels: panelsOf(unit.region, sections, charts),
  };
}

/** A row of charts for each section, as in the CloudWatch dashboard, and one of what Prometheus has. */
function panelsOf(
  region: string,
  sections: readonly DashboardSection[],
  charts: readonly PrometheusChart[],
): Panel[] {
  const panels: Panel[] = [];
  sections.forEach(([title, dimensions, metrics], row) => {
    metrics.forEach((metric, column) => {
      panels.push(
        cloudWatchPanel(
          { id: panels.length + 1, row, column },
          { title, region, metric, dimensions: pairs(dimensions) },
        ),
      );
    });
  });
  charts.forEach((chart, column) => {
    panels.push(
      prometheusPanel(
        { id: panels.length + 1, row: sections.length, column },
        chart,
      ),
    );
  });
  return panels;
}

/** A picker for each value of the sections that is a variable. */
function pickers(
  region: string,
  sections: readonly DashboardSection[],
): Variable[] {
  const picked = new Map<string, Variable>();
  for (const [, dimensions] of sections) {
    for (const [dimensionKey, value] of Object.entries(pairs(dimensions))) {
      if (value.startsWith('$')) {
        const name = value.slice(1);
        const known = { region, dimensionKey, ...PICKED[dimensionKey] };
        picked.set(name, dimensionVariable(name, known));
      }
    }
  }
  return [...picked.values()];
}

function pairs(dimensions: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    dimensions.flatMap((name, index) =>
      index % 2 === 0 ? [[name, dimensions[index + 1]]] : [],
    ),
  );
}
