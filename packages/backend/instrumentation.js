/*
 * Sends the portal's metrics and traces where OpenTelemetry's own variables say. Meters and tracers that were taken before the
 * SDK started stay deaf, so this is loaded before the portal:
 *
 *   node --require ./packages/backend/instrumentation.js packages/backend …
 */
const { isMainThread } = require('node:worker_threads');

// Workers are started with the same options as the process; a second exporter would find its port taken.
if (isMainThread) {
  // What nobody asked for goes nowhere: the SDK would send traces to a collector on this machine.
  process.env.OTEL_METRICS_EXPORTER ||= 'prometheus';
  process.env.OTEL_TRACES_EXPORTER ||= 'none';
  process.env.OTEL_LOGS_EXPORTER ||= 'none';
  process.env.OTEL_SERVICE_NAME ||= 'plinth';
  const { NodeSDK } = require('@opentelemetry/sdk-node');
  new NodeSDK().start();
}
