import { metricsCollector, traceCollector } from './collectorConfiguration';

const metrics = metricsCollector({
  region: 'eu-west-1',
  port: 8080,
  scrapeSeconds: 15,
  remoteWrite: 'https://example.com/api/v1/remote_write',
});

describe('traceCollector', () => {
  it('listens inside of the task alone, and sends traces to X-Ray of the region and nothing else', () => {
    expect(traceCollector('eu-west-1')).toEqual({
      receivers: {
        awsxray: { endpoint: '127.0.0.1:2000' },
        otlp: { protocols: { grpc: { endpoint: '127.0.0.1:4317' } } },
      },
      exporters: { awsxray: { region: 'eu-west-1' } },
      service: {
        pipelines: {
          traces: { receivers: ['awsxray', 'otlp'], exporters: ['awsxray'] },
        },
      },
    });
  });
});

describe('metricsCollector', () => {
  it('scrapes the port every 15 seconds and writes to the endpoint', () => {
    expect(metrics.receivers).toMatchObject({
      prometheus: {
        config: {
          scrape_configs: [
            {
              scrape_interval: '15s',
              static_configs: [{ targets: ['localhost:8080'] }],
            },
          ],
        },
      },
    });
    expect(metrics.exporters).toMatchObject({
      prometheusremotewrite: {
        endpoint: 'https://example.com/api/v1/remote_write',
        auth: { authenticator: 'sigv4auth' },
      },
    });
  });

  it('takes traces as the collector without metrics does', () => {
    const alone = traceCollector('eu-west-1');
    expect(metrics.receivers).toMatchObject(alone.receivers);
    expect(metrics.exporters).toMatchObject(alone.exporters);
    expect(metrics.service.pipelines).toMatchObject(alone.service.pipelines);
  });

  it('labels each series with its task, since tasks must not write the same one', () => {
    expect(metrics).toMatchObject({
      processors: { resourcedetection: { detectors: ['ecs'] } },
      exporters: {
        prometheusremotewrite: {
          resource_to_telemetry_conversion: { enabled: true },
        },
      },
      service: {
        pipelines: { metrics: { processors: ['resourcedetection'] } },
      },
    });
  });

  it('names in its pipelines only what it has', () => {
    const { receivers, processors, exporters, extensions, service } = metrics;
    const known = Object.keys({
      ...receivers,
      ...processors,
      ...exporters,
      ...extensions,
    });
    const named = [
      ...(service.extensions ?? []),
      ...Object.values(service.pipelines).flatMap(pipeline =>
        Object.values(pipeline).flat(),
      ),
    ];
    expect(named.filter(name => !known.includes(name))).toEqual([]);
  });
});
