import type { DashboardSection } from './dashboardBody';

/** What charts are about, in the order in which people look for the cause of a failure. */
export const DASHBOARD_AREAS = [
  'infrastructure',
  'ecs',
  'rds',
  'redis',
  'application',
] as const;

/** One of the areas. */
export type DashboardArea = (typeof DASHBOARD_AREAS)[number];

/** Sections in the order of the CloudWatch dashboard, each with its area, by which Grafana has a dashboard of its own. */
export type AreaSections = ReadonlyArray<
  readonly [area: DashboardArea, section: DashboardSection]
>;
