/**
 * The configuration of an AWS Distro for OpenTelemetry collector that forwards traces to X-Ray and nothing else: from the X-Ray
 * SDK on UDP port 2000 and from OpenTelemetry SDKs on port 4317, both inside of the task alone.
 */
export function traceCollectorConfiguration(region: string): string {
  return [
    'receivers:',
    '  awsxray:',
    '    endpoint: 127.0.0.1:2000',
    '  otlp:',
    '    protocols:',
    '      grpc:',
    '        endpoint: 127.0.0.1:4317',
    'exporters:',
    '  awsxray:',
    `    region: ${region}`,
    'service:',
    '  pipelines:',
    '    traces:',
    '      receivers: [awsxray, otlp]',
    '      exporters: [awsxray]',
    '',
  ].join('\n');
}
