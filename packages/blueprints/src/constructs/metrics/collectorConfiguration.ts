/** The part of a collector's configuration that a pipeline of it is made from. */
interface Parts {
  readonly receivers: Readonly<Record<string, object>>;
  readonly processors?: Readonly<Record<string, object>>;
  readonly exporters: Readonly<Record<string, object>>;
  readonly extensions?: Readonly<Record<string, object>>;
  readonly service: {
    readonly extensions?: readonly string[];
    readonly pipelines: Readonly<Record<string, object>>;
  };
}

/**
 * The configuration of an AWS Distro for OpenTelemetry collector that forwards traces to X-Ray and nothing else: from the X-Ray
 * SDK on UDP port 2000 and from OpenTelemetry SDKs on port 4317, both inside of the task alone.
 *
 * The collector reads YAML, and JSON is YAML: write it with `Stack.toJsonString`.
 */
export function traceCollector(region: string): Parts {
  return {
    receivers: {
      awsxray: { endpoint: '127.0.0.1:2000' },
      otlp: { protocols: { grpc: { endpoint: '127.0.0.1:4317' } } },
    },
    exporters: { awsxray: { region } },
    service: {
      pipelines: {
        traces: { receivers: ['awsxray', 'otlp'], exporters: ['awsxray'] },
      },
    },
  };
}

/**
 * The same with metrics: scrapes the application's `/metrics` and the task's own figures, and writes them to the endpoint. Each
 * series carries its task as a label: without one, tasks would write the same series, of which a workspace refuses all but
 * the first sample.
 */
export function metricsCollector(options: {
  region: string;
  port: number;
  scrapeSeconds: number;
  /** Address to which samples are written. */
  remoteWrite: string;
}): Parts {
  const { region, port, remoteWrite } = options;
  const interval = `${options.scrapeSeconds}s`;
  const traces = traceCollector(region);
  return {
    extensions: { sigv4auth: { region } },
    receivers: {
      prometheus: {
        config: {
          scrape_configs: [
            {
              job_name: 'application',
              scrape_interval: interval,
              static_configs: [{ targets: [`localhost:${port}`] }],
            },
          ],
        },
      },
      awsecscontainermetrics: { collection_interval: interval },
      ...traces.receivers,
    },
    processors: { resourcedetection: { detectors: ['ecs'] } },
    exporters: {
      prometheusremotewrite: {
        endpoint: remoteWrite,
        auth: { authenticator: 'sigv4auth' },
        resource_to_telemetry_conversion: { enabled: true },
      },
      ...traces.exporters,
    },
    service: {
      extensions: ['sigv4auth'],
      pipelines: {
        metrics: {
          receivers: ['prometheus', 'awsecscontainermetrics'],
          processors: ['resourcedetection'],
          exporters: ['prometheusremotewrite'],
        },
        ...traces.service.pipelines,
      },
    },
  };
}
