import { blueprintSchemas, type Stage, type Unit } from './schema';

/** A unit of one blueprint at one stage and size, with documentation identifiers. */
export interface Sample {
  /** `application-1.0.0-production-large`. */
  readonly id: string;
  readonly blueprint: string;
  readonly version: string;
  readonly stage: Stage;
  readonly size: string;
  readonly unit: Unit;
}

const ACCOUNTS: Readonly<Record<Stage, string>> = {
  preview: '111122223333',
  dev: '111122223333',
  staging: '444455556666',
  production: '777788889999',
  shared: '123456789012',
};

/** What an environment of some stages alone can be, by blueprint, version and stage, with what its parameters are. */
const AT_SOME_STAGES: readonly (Pick<
  Sample,
  'blueprint' | 'version' | 'stage' | 'size'
> & { readonly parameters: Unit['parameters'] })[] = [
  {
    blueprint: 'application',
    version: '1.1.0',
    stage: 'dev',
    size: 'host',
    parameters: { cidr: '10.20.0.0/16', guestDatabases: true },
  },
  {
    blueprint: 'application',
    version: '1.1.0',
    stage: 'preview',
    size: 'guest',
    parameters: {
      networkHost: 'claims-dev',
      sharedDatabase: true,
      service: 'web',
      ttlHours: 72,
    },
  },
];

/** Every blueprint at every version, stage and size: what `blueprints:synth` writes and the tests check. */
export function sampleUnits(): Sample[] {
  return [...usualSamples(), ...AT_SOME_STAGES.map(sampleAtSomeStage)];
}

function sampleAtSomeStage({
  parameters,
  ...of
}: (typeof AT_SOME_STAGES)[number]): Sample {
  const { blueprint, version, stage, size } = of;
  return {
    ...of,
    id: `${blueprint}-${version}-${stage}-${size}`,
    unit: {
      kind: 'environment',
      name: `sample-${blueprint}`,
      blueprint,
      version,
      stage,
      account: ACCOUNTS[stage],
      region: 'us-east-1',
      owner: 'group:default/platform',
      monthlyBudget: 500,
      parameters,
    },
  };
}

function usualSamples(): Sample[] {
  return blueprintSchemas.flatMap(schema =>
    schema.stages.flatMap(stage =>
      Object.entries(schema.sizes).map(([size, parameters]) => {
        const common = {
          name: `sample-${schema.name}`,
          blueprint: schema.name,
          version: schema.version,
          stage,
          account: ACCOUNTS[stage],
          region: 'us-east-1',
          owner: 'group:default/platform',
          monthlyBudget: 500,
          parameters: { ...schema.example(stage), ...parameters },
        };
        const unit: Unit =
          schema.kind === 'tenant'
            ? { kind: 'tenant', environment: 'sample-application', ...common }
            : { kind: 'environment', ...common };
        return {
          id: `${schema.name}-${schema.version}-${stage}-${size}`,
          blueprint: schema.name,
          version: schema.version,
          stage,
          size,
          unit,
        };
      }),
    ),
  );
}
