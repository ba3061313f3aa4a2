import { BlueprintRegistry } from '../schema';
import { synthesizeUnit, type Template } from '../synthesizeUnit';
import { sampleUnit } from '../testing/synthesized';
import type { Unit } from '../schema';
import type {
  CloudWatchQuery,
  GrafanaDashboard,
  PrometheusQuery,
} from './dashboardModel';
import { grafanaDashboards } from './grafanaDashboards';

const blueprints = new BlueprintRegistry();

const platform = sampleUnit('container-platform', 'production', {
  size: 'full',
});
const application = (parameters: Record<string, unknown> = {}, size = 'full') =>
  sampleUnit('application', 'production', {
    version: '1.1.0',
    size,
    parameters,
  });
const UNITS: Array<[string, Unit]> = [
  ['container-platform', platform],
  ['application', application()],
];

const dashboardsOf = (unit: Unit) =>
  grafanaDashboards(unit, blueprints).map(({ dashboard }) => dashboard);
const targetsOf = (dashboards: GrafanaDashboard[]) =>
  dashboards
    .flatMap(({ panels }) => panels)
    .flatMap(({ targets }) => [...targets]);
const isCloudWatch = (
  target: CloudWatchQuery | PrometheusQuery,
): target is CloudWatchQuery => target.datasource.type === 'cloudwatch';
const isPrometheus = (
  target: CloudWatchQuery | PrometheusQuery,
): target is PrometheusQuery => !isCloudWatch(target);

function templateOf(unit: Unit): Template {
  const stack = synthesizeUnit(unit).find(
    ({ stackName }) => stackName === unit.name,
  );
  if (!stack) {
    throw new Error(`${unit.name} has no stack of its name`);
  }
  return stack.template;
}

/** Joined text; names of resources are what the template names them, and what AWS makes up is the variable that stands for it. */
function render(template: Template, value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[key, argument]] = Object.entries(value as Record<string, unknown>);
  if (key === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(part => render(template, part)).join(separator);
  }
  const [id, attribute] = [argument].flat() as string[];
  const { Type, Properties = {} } = template.Resources?.[id] ?? { Type: id };
  const named: Record<string, unknown> = {
    'AWS::ECS::Cluster': Properties.ClusterName,
    'AWS::ECS::Service': Properties.ServiceName,
    'AWS::ElasticLoadBalancingV2::LoadBalancer': '$loadBalancer',
    'AWS::KinesisFirehose::DeliveryStream': '$stream',
    'AWS::APS::Workspace': `[${attribute}]`,
  };
  return String(named[Type] ?? `[${Type}]`);
}

interface Charted {
  namespace: string;
  metricName: string;
  statistic: string;
  dimensions: Record<string, string>;
}

/** The metrics of the CloudWatch dashboard in a template. */
function chartedIn(template: Template): Charted[] {
  const [dashboard] = Object.values(template.Resources ?? {}).filter(
    ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
  );
  const { widgets } = JSON.parse(
    render(template, dashboard.Properties?.DashboardBody),
  ) as {
    widgets: Array<{
      properties: { stat: string; metrics?: [string[]] };
    }>;
  };
  return widgets.flatMap(({ properties: { stat, metrics = [] } }) =>
    metrics.map(([namespace, metricName, ...rest]) => ({
      namespace,
      metricName,
      statistic: stat,
      dimensions: Object.fromEntries(
        rest.flatMap((name, index) =>
          index % 2 === 0
            ? [[name, name === 'DomainName' ? '$domain' : rest[index + 1]]]
            : [],
        ),
      ),
    })),
  );
}

const sorted = (list: object[]) =>
  list.map(each => JSON.stringify(each)).sort();

describe('the Grafana dashboards of a unit', () => {
  it('are one for each of the five areas (SAAS-10)', () => {
    expect(
      grafanaDashboards(platform, blueprints).map(({ area, dashboard }) => [
        area,
        dashboard.title,
      ]),
    ).toEqual([
      ['infrastructure', 'sample-container-platform: infrastructure'],
      ['ecs', 'sample-container-platform: ECS'],
      ['rds', 'sample-container-platform: databases'],
      ['redis', 'sample-container-platform: Redis'],
      ['application', 'sample-container-platform: application'],
    ]);
  });

  it('are those of what the unit has', () => {
    const areas = (unit: Unit) =>
      grafanaDashboards(unit, blueprints).map(d => d.area);
    expect(areas(application())).toEqual([
      'infrastructure',
      'ecs',
      'rds',
      'application',
    ]);
    expect(areas(application({}, 'service'))).toEqual([
      'ecs',
      'rds',
      'application',
    ]);
    expect(areas(application({}, 'small'))).toEqual(['rds']);
    const charts = (unit: Unit) =>
      targetsOf(dashboardsOf(unit)).filter(isPrometheus).length;
    expect(charts(application({}, 'service'))).toBe(0);
    expect(charts(application())).toBeGreaterThan(0);
  });

  it.each(UNITS)(
    'of %s chart what its CloudWatch dashboard charts, of the same resources',
    (_, unit) => {
      const panels = targetsOf(dashboardsOf(unit)).filter(isCloudWatch);
      const charted = panels.map(
        ({ namespace, metricName, statistic, dimensions }) => ({
          namespace,
          metricName,
          statistic,
          dimensions,
        }),
      );
      expect(sorted(charted)).toEqual(sorted(chartedIn(templateOf(unit))));
      expect(new Set(panels.map(({ region }) => region))).toEqual(
        new Set([unit.region]),
      );
    },
  );

  it.each(UNITS)(
    'of %s ask Prometheus for what its collectors write',
    (_, unit) => {
      const template = templateOf(unit);
      const [configuration] = Object.values(template.Resources ?? {})
        .filter(({ Type }) => Type === 'AWS::SSM::Parameter')
        .map(({ Properties }) => render(template, Properties?.Value))
        .filter(text => text.includes('prometheusremotewrite'));
      const collector = JSON.parse(configuration);
      const made: string[] = collector.service.pipelines.metrics.receivers;
      const jobs: Array<{ job_name: string }> =
        collector.receivers.prometheus.config.scrape_configs;
      const asked = targetsOf(dashboardsOf(unit))
        .filter(isPrometheus)
        .map(({ expr }) => expr);
      expect(asked.length).toBeGreaterThanOrEqual(8);
      expect(jobs.map(({ job_name }) => job_name)).toEqual(['application']);
      const task = /^avg\(\{__name__=~"ecs_task_\w+\(_\.\+\)\?"\}\)$/;
      const scrape = /^(avg|max)\((up|scrape_\w+)\{job="application"\}\)$/;
      const unmade = asked.filter(
        expr =>
          !(task.test(expr) && made.includes('awsecscontainermetrics')) &&
          !(scrape.test(expr) && made.includes('prometheus')),
      );
      expect(unmade).toEqual([]);
    },
  );

  it.each(UNITS)(
    'of %s can be read by the role of its workspace',
    (_, unit) => {
      const { Resources = {} } = templateOf(unit);
      const allowed = JSON.stringify(
        Object.entries(Resources).filter(
          ([id, { Type }]) => id.startsWith('Grafana') && /IAM/.test(Type),
        ),
      );
      // Panels and pickers of CloudWatch, and queries of Prometheus.
      for (const action of [
        'cloudwatch:GetMetricData',
        'cloudwatch:ListMetrics',
        'aps:QueryMetrics',
      ]) {
        expect(allowed).toContain(`"${action}"`);
      }
    },
  );

  describe.each(
    UNITS.flatMap(([, unit]) =>
      dashboardsOf(unit).map(
        dashboard => [dashboard.title, dashboard] as const,
      ),
    ),
  )('%s', (_, dashboard) => {
    const { panels, templating } = dashboard;
    const variables = templating.list.map(({ name }) => name);

    it('has a uid that Grafana accepts, and is new to it', () => {
      expect(dashboard.uid).toMatch(/^[a-z0-9-]{8,40}$/);
      expect([dashboard.id, dashboard.version]).toEqual([null, 0]);
    });

    it('lays its panels on 24 columns, none above another', () => {
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
        expect(x + w).toBeLessThanOrEqual(24);
        return Array.from(
          { length: w * h },
          (__, n) => `${x + (n % w)}/${y + Math.floor(n / w)}`,
        );
      });
      expect(new Set(cells).size).toBe(cells.length);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    });

    it('says for each variable where its values come from, and uses each', () => {
      expect(new Set(variables).size).toBe(variables.length);
      const text = JSON.stringify({ panels, templating });
      const used = [...text.matchAll(/"\$\{?(\w+)\}?"/g)].map(([, n]) => n);
      expect([...new Set(used)].sort()).toEqual([...variables].sort());
    });

    it('has a data source for each query, like that of its panel', () => {
      for (const { datasource, targets } of panels) {
        expect(variables).toContain(datasource.type);
        expect(datasource.uid).toBe(`\${${datasource.type}}`);
        for (const target of targets) {
          expect(target.datasource).toEqual(datasource);
        }
        const ids = targets.map(({ refId }) => refId);
        expect(ids).toEqual(['A', 'B', 'C'].slice(0, ids.length));
      }
    });
  });

  it('are the same bytes for the same unit, and of their own for each unit', () => {
    expect(JSON.stringify(grafanaDashboards(platform, blueprints))).toBe(
      JSON.stringify(grafanaDashboards(structuredClone(platform), blueprints)),
    );
    const long = `sample-${'x'.repeat(32)}`;
    const uids = ['a', 'b'].flatMap(end =>
      dashboardsOf({ ...platform, name: `${long}${end}` }).map(d => d.uid),
    );
    expect(new Set(uids).size).toBe(10);
    for (const uid of uids) {
      expect(uid).toMatch(/^[a-z0-9-]{8,40}$/);
    }
  });

  it('are refused to blueprints without a workspace, with a way out', () => {
    for (const [blueprint, stage] of [
      ['single-host', 'dev'],
      ['application', 'dev'],
    ] as const) {
      expect(() =>
        grafanaDashboards(sampleUnit(blueprint, stage), blueprints),
      ).toThrow(
        /blueprint: .* 1\.0\.0 has no Grafana workspace; container-platform and application from 1\.1\.0/,
      );
    }
  });
});
