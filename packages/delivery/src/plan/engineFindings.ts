import {
  compareEngineVersions,
  type Engine,
  ENGINE_VERSIONS_AS_OF,
  findEngineVersion,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import type { DeployedStack, StackLocation } from '../aws/DeployedStack';
import type { SynthesizedStack, Template } from '../synth/Assembly';
import { effectiveTemplate } from '../template/effectiveTemplate';

/** What it takes to judge the engines of a stack. */
export interface EngineInputs {
  /** All of the plan: a standby is in another one than its primary. */
  readonly stacks: readonly SynthesizedStack[];
  readonly deployed: (location: StackLocation) => DeployedStack | undefined;
  /** Ends of support are told a year before. */
  readonly today: Date;
}

/** An engine in a template. */
interface RunningEngine {
  readonly id: string;
  readonly engine: Engine;
  /** As the service counts it: `17`, `7.1`, `2.19`. */
  readonly version: string;
  readonly properties: Properties;
}

type Properties = Readonly<Record<string, unknown>>;

/** Where an engine is: its stack as it would be, and all that is planned. */
interface Place {
  readonly stack: SynthesizedStack;
  readonly template: Template;
  readonly inputs: EngineInputs;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

const NAMES: Readonly<Record<Engine, string>> = {
  postgres: 'PostgreSQL',
  redis: 'Redis',
  valkey: 'Valkey',
  docdb: 'DocumentDB',
  opensearch: 'OpenSearch',
};

/**
 * Warns of versions whose support ends or has ended, and refuses a change of version that the service would refuse when the
 * stack is deployed: a way back, a major version without leave for it or with settings of another one, and an upgrade that
 * would lose a standby in another region.
 */
export function engineFindings(
  stack: SynthesizedStack,
  inputs: EngineInputs,
): Finding[] {
  const there = inputs.deployed(stack);
  const surroundings = { ...stack, parameters: { ...there?.parameters } };
  const template = effectiveTemplate(stack.template, surroundings);
  const before = enginesOf(
    there ? effectiveTemplate(there.template, surroundings) : {},
  );
  return enginesOf(template).flatMap(each => [
    ...supportFindings(each, stack, inputs.today),
    ...changeFindings(
      before.find(({ id }) => id === each.id),
      each,
      { stack, template, inputs },
    ),
  ]);
}

function enginesOf(template: Template): RunningEngine[] {
  return Object.entries(template.Resources ?? {}).flatMap(
    ([id, { Type, Properties: properties = {} }]) => {
      const engine = engineOf(Type, properties);
      const { EngineVersion: said } = properties;
      return engine && typeof said === 'string'
        ? [
            {
              id,
              engine,
              version: said.replace(/^OpenSearch_/, ''),
              properties,
            },
          ]
        : [];
    },
  );
}

function engineOf(type: string, properties: Properties): Engine | undefined {
  switch (type) {
    case 'AWS::RDS::DBInstance':
      return properties.Engine === 'postgres' ? 'postgres' : undefined;
    case 'AWS::ElastiCache::ReplicationGroup':
      return properties.Engine === 'valkey' ? 'valkey' : 'redis';
    case 'AWS::DocDB::DBCluster':
      return 'docdb';
    case 'AWS::OpenSearchService::Domain':
      return String(properties.EngineVersion).startsWith('OpenSearch_')
        ? 'opensearch'
        : undefined;
    default:
      return undefined;
  }
}

function supportFindings(
  { id, engine, version }: RunningEngine,
  { unit }: SynthesizedStack,
  today: Date,
): Finding[] {
  const until = findEngineVersion(engine, version)?.supportedUntil;
  const left = until
    ? Date.parse(`${until}T23:59:59Z`) - today.getTime()
    : Infinity;
  if (left > YEAR_MS) {
    return [];
  }
  const when =
    left < 0
      ? `ended on ${until}: AWS charges Extended Support for each processor or node since then`
      : `ends on ${until}: from then on AWS charges Extended Support for each processor or node`;
  return [
    {
      severity: 'warning',
      rule: 'engine.support',
      message: `Standard support of ${NAMES[engine]} ${version} ${when}. Move to a newer version before (by AWS's documentation of ${ENGINE_VERSIONS_AS_OF}).`,
      unit,
      resource: id,
    },
  ];
}

function changeFindings(
  before: RunningEngine | undefined,
  after: RunningEngine,
  place: Place,
): Finding[] {
  const { engine, id } = after;
  const finding = (severity: Finding['severity'], message: string) => ({
    severity,
    rule: 'engine.upgrade',
    message,
    unit: place.stack.unit,
    resource: id,
  });
  if (!before || before.engine !== engine) {
    return [];
  }
  const name = NAMES[engine];
  const step = `${name} of ${id} from ${before.version} to ${after.version}`;
  if (compareEngineVersions(before.version, after.version) > 0) {
    return [
      finding(
        'error',
        `AWS takes no ${step}: an engine never goes back. Restore a snapshot from before in an environment of another name, or leave the version as it is.`,
      ),
    ];
  }
  if (major(before) === major(after)) {
    return [];
  }
  const refusals =
    engine === 'postgres' ? postgresRefusals(after, step, place) : [];
  return refusals.length > 0
    ? refusals.map(message => finding('error', message))
    : [
        finding(
          'warning',
          `The deployment upgrades ${step}. It stops for minutes, and there is no way back but a snapshot from before: try the new version with a copy of the data first.`,
        ),
      ];
}

function major({ version }: RunningEngine): string {
  return version.split('.')[0];
}

function postgresRefusals(
  { properties, version, id }: RunningEngine,
  step: string,
  { stack, template, inputs }: Place,
): string[] {
  const family = familyOf(properties.DBParameterGroupName, template);
  const wanted = `postgres${version.split('.')[0]}`;
  const standby = standbyOf(properties.DBInstanceIdentifier, stack, inputs);
  return [
    ...(String(properties.AllowMajorVersionUpgrade) === 'true'
      ? []
      : [
          `RDS refuses to upgrade ${step} while AllowMajorVersionUpgrade is not true. Set it on ${id} in the same change.`,
        ]),
    ...(family && family !== wanted
      ? [
          `RDS refuses to upgrade ${step} with a parameter group of the family ${family}. Give ${id} one of ${wanted} in the same change.`,
        ]
      : []),
    ...(standby
      ? [
          `RDS upgrades no standby in another region along with its primary, so ${standby} would follow no more after ${step}. Have the standby removed first (runbook database-upgrade), upgrade, then ask for it again.`,
        ]
      : []),
  ];
}

/** The family of a parameter group of the same template. */
function familyOf(name: unknown, template: Template): string | undefined {
  const id = (name as { Ref?: string } | undefined)?.Ref;
  const group = id === undefined ? undefined : template.Resources?.[id];
  const family = group?.Properties?.Family;
  return typeof family === 'string' ? family : undefined;
}

/** The stack with a replica in another region of the instance with this identifier. */
function standbyOf(
  identifier: unknown,
  { account, region }: SynthesizedStack,
  { stacks, deployed }: EngineInputs,
): string | undefined {
  const source = `rds:${region}:${account}:db:${String(identifier)}`;
  return stacks
    .filter(other => other.region !== region)
    .find(other =>
      [other.template, deployed(other)?.template].some(template =>
        Object.values(template?.Resources ?? {}).some(
          ({ Type, Properties: properties }) =>
            Type === 'AWS::RDS::DBInstance' &&
            textOf(properties?.SourceDBInstanceIdentifier).endsWith(source),
        ),
      ),
    )?.stackName;
}

/** The text of an ARN whose partition may still be open. */
function textOf(value: unknown): string {
  const joined = (value as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.[
    'Fn::Join'
  ];
  return joined
    ? joined[1]
        .map(part => (typeof part === 'string' ? part : ''))
        .join(joined[0])
    : String(value);
}
