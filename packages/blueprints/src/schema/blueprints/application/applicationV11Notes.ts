/** What 1.1.0 adds to 1.0.0. */
export const applicationV11Notes =
  'Adds, each on request and switched off by default: a service that scales, log search, Prometheus metrics with Grafana, and the way to a hub. Drills of the recovery can be recorded. What runs stays as it is.';
