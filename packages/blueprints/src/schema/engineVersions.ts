/**
 * Which versions of its engines AWS offers, and until when at no extra price. After the standard support of a version it is
 * patched by Extended Support for three more years, at a price for each processor or node.
 *
 * Sources: "Release calendars for Amazon RDS for PostgreSQL" (RDS for PostgreSQL release notes); "ElastiCache versions for Redis
 * OSS end of life schedule" (ElastiCache user guide); "Amazon DocumentDB engine version support dates" (DocumentDB developer guide);
 * "Supported versions of Elasticsearch and OpenSearch" (OpenSearch Service developer guide).
 */
export const ENGINE_VERSIONS_AS_OF = '2026-10-06';

/** Engines of the databases, caches and search domains that stacks make. */
export type Engine = 'postgres' | 'redis' | 'valkey' | 'docdb' | 'opensearch';

/** One version of an engine, or all that begin with it. */
export interface EngineVersion {
  /** Such as `17`, `7` or `2.19`. */
  readonly version: string;
  /** The last day of standard support, such as `2028-02-29`; absent where AWS has announced none. */
  readonly supportedUntil?: string;
}

/** Major versions of PostgreSQL that a database can be asked for, oldest first. */
export const POSTGRES_VERSIONS = ['15', '16', '17', '18'] as const;

const POSTGRES_SUPPORT: Readonly<
  Record<(typeof POSTGRES_VERSIONS)[number], string>
> = {
  '15': '2028-02-29',
  '16': '2029-02-28',
  '17': '2030-02-28',
  '18': '2031-02-28',
};

const VERSIONS: Readonly<Record<Engine, readonly EngineVersion[]>> = {
  postgres: [
    { version: '11', supportedUntil: '2024-02-29' },
    { version: '12', supportedUntil: '2025-02-28' },
    { version: '13', supportedUntil: '2026-02-28' },
    { version: '14', supportedUntil: '2027-02-28' },
    ...POSTGRES_VERSIONS.map(version => ({
      version,
      supportedUntil: POSTGRES_SUPPORT[version],
    })),
  ],
  redis: [
    { version: '4', supportedUntil: '2026-01-31' },
    { version: '5', supportedUntil: '2026-01-31' },
    { version: '6', supportedUntil: '2027-01-31' },
    { version: '7' },
  ],
  valkey: [{ version: '7' }, { version: '8' }, { version: '9' }],
  docdb: [
    { version: '3.6', supportedUntil: '2026-03-30' },
    { version: '4.0' },
    { version: '5.0' },
    { version: '8.0' },
  ],
  opensearch: [
    ...['1.0', '1.1', '1.2', '2.3', '2.5', '2.7', '2.9'].map(version => ({
      version,
      supportedUntil: '2025-11-07',
    })),
    ...['1.3', '2.11', '2.13', '2.15', '2.17', '2.19'].map(version => ({
      version,
      supportedUntil: '2027-11-07',
    })),
    { version: '3' },
  ],
};

/** What is known of a version such as `16.4` or `5.0.0`; undefined for one that our table does not have. */
export function findEngineVersion(
  engine: Engine,
  version: string,
): EngineVersion | undefined {
  return VERSIONS[engine].find(
    known =>
      version === known.version || version.startsWith(`${known.version}.`),
  );
}

/** Below zero if the first of two versions is the older one; they are compared number by number, as far as both go. */
export function compareEngineVersions(left: string, right: string): number {
  const [a, b] = [left, right].map(text => text.split('.').map(Number));
  const differs = a
    .slice(0, b.length)
    .findIndex((part, index) => part !== b[index]);
  return differs < 0 ? 0 : a[differs] - b[differs];
}
