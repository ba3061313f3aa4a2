import type { DashboardArea } from '../constructs/dashboard/dashboardAreas';

/** A chart of metrics that the collector beside each task writes to Prometheus. */
export interface PrometheusChart {
  readonly title: string;
  /** The part of the collector that makes these metrics. */
  readonly receiver: 'awsecscontainermetrics' | 'prometheus';
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly lines: ReadonlyArray<readonly [legend: string, expression: string]>;
}

/**
 * Charts of Prometheus by area: the task's own figures, and the scrapes of its `/metrics`.
 *
 * Names are those of the receivers' documentation with dots as underscores. Collectors of some versions append the unit
 * (`ecs_task_memory_utilized_MiB`, before that `_Megabytes`), hence the pattern.
 */
export const PROMETHEUS_CHARTS: Readonly<
  Partial<Record<DashboardArea, readonly PrometheusChart[]>>
> = {
  ecs: [
    {
      title: 'Tasks: processor',
      receiver: 'awsecscontainermetrics',
      unit: 'percent',
      lines: [['used', `avg(${named('ecs_task_cpu_utilized')})`]],
    },
    {
      title: 'Tasks: memory',
      receiver: 'awsecscontainermetrics',
      unit: 'mbytes',
      lines: [
        ['used', `avg(${named('ecs_task_memory_utilized')})`],
        ['reserved', `avg(${named('ecs_task_memory_reserved')})`],
      ],
    },
    {
      title: 'Tasks: network',
      receiver: 'awsecscontainermetrics',
      unit: 'Bps',
      lines: [
        ['received', `avg(${named('ecs_task_network_rate_rx')})`],
        ['sent', `avg(${named('ecs_task_network_rate_tx')})`],
      ],
    },
  ],
  application: [
    {
      title: 'Scrapes that succeed',
      receiver: 'prometheus',
      unit: 'percentunit',
      lines: [['of all', 'avg(up{job="application"})']],
    },
    {
      title: 'Time of a scrape',
      receiver: 'prometheus',
      unit: 's',
      lines: [['longest', 'max(scrape_duration_seconds{job="application"})']],
    },
    {
      title: 'Samples of a scrape',
      receiver: 'prometheus',
      unit: 'short',
      lines: [['most', 'max(scrape_samples_scraped{job="application"})']],
    },
  ],
};

function named(metric: string): string {
  return `{__name__=~"${metric}(_.+)?"}`;
}
