/*
 * The part of Grafana's classic dashboard JSON model that these dashboards use, by the user guide of Amazon Managed Grafana
 * ("Dashboard JSON model", versions 8 to 12) and the schema of the CloudWatch data source's queries.
 */

/** A data source, by its type and a variable that holds its uid. */
export interface DataSourceRef {
  readonly type: 'cloudwatch' | 'prometheus';
  readonly uid: string;
}

/** A query of a metric of CloudWatch. */
export interface CloudWatchQuery {
  readonly refId: string;
  readonly id: '';
  readonly datasource: DataSourceRef;
  readonly queryMode: 'Metrics';
  /** 0: a metric by its dimensions, and no query in CloudWatch's SQL. */
  readonly metricQueryType: 0;
  /** 0: the builder, and no code. */
  readonly metricEditorMode: 0;
  readonly region: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly matchExact: true;
  readonly statistic: string;
  /** Seconds, as text. */
  readonly period: string;
  readonly expression: '';
  readonly label: string;
}

/** A query in PromQL. */
export interface PrometheusQuery {
  readonly refId: string;
  readonly datasource: DataSourceRef;
  readonly editorMode: 'code';
  readonly expr: string;
  readonly legendFormat: string;
  readonly range: true;
}

/** A chart over time. */
export interface Panel {
  readonly id: number;
  readonly type: 'timeseries';
  readonly title: string;
  readonly description?: string;
  readonly datasource: DataSourceRef;
  /** Columns of 24, and rows of about 30 pixels. */
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly fieldConfig: {
    readonly defaults: { readonly unit: string; readonly min: 0 };
    readonly overrides: readonly [];
  };
  readonly options: {
    readonly legend: {
      readonly displayMode: 'list';
      readonly placement: 'bottom';
      readonly showLegend: boolean;
    };
    readonly tooltip: { readonly mode: 'multi'; readonly sort: 'desc' };
  };
  readonly targets: ReadonlyArray<CloudWatchQuery | PrometheusQuery>;
}

interface VariableBase {
  readonly name: string;
  readonly label: string;
  readonly hide: 0;
  readonly includeAll: false;
  readonly multi: false;
  readonly options: readonly [];
  readonly current: Readonly<Record<string, never>>;
  /** 1: when the dashboard is loaded. */
  readonly refresh: 1;
  readonly regex: string;
}

/** A picker above the charts: of a data source, or of a dimension's value. */
export type Variable =
  | (VariableBase & {
      readonly type: 'datasource';
      readonly query: DataSourceRef['type'];
    })
  | (VariableBase & {
      readonly type: 'query';
      readonly datasource: DataSourceRef;
      /** 1: by the alphabet. */
      readonly sort: 1;
      readonly query: {
        readonly queryType: 'dimensionValues';
        readonly refId: string;
        readonly region: string;
        readonly namespace: string;
        readonly metricName: string;
        readonly dimensionKey: string;
        readonly dimensionFilters: Readonly<Record<string, string>>;
      };
    });

/** A dashboard as Grafana imports it. */
export interface GrafanaDashboard {
  /** Grafana numbers it when it is saved. */
  readonly id: null;
  /** 8 to 40 characters; importing the same uid replaces the dashboard. */
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly timezone: 'browser';
  readonly editable: boolean;
  /** 1: a shared cross-hair. */
  readonly graphTooltip: 1;
  readonly time: { readonly from: string; readonly to: string };
  readonly timepicker: Readonly<Record<string, never>>;
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly version: 0;
  readonly links: readonly [];
  readonly annotations: { readonly list: readonly [] };
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}
