import {
  CfnOutput,
  CfnParameter,
  DefaultStackSynthesizer,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  findRegion,
  resolveParameters,
  stagePolicy,
  type StagePolicy,
  type Unit,
  unitTags,
  validateUnit,
} from '../schema';
import { blueprintsOf } from './blueprintsOf';
import { exportName } from './naming';
import { FEATURE_FLAGS } from './featureFlags';

/** What every blueprint's stack is made from. */
export interface UnitStackProps extends StackProps {
  /** The unit as its folder describes it; it is validated again here. */
  readonly unit: Unit;

  /**
   * Where runbooks are read; alarms link to `<runbooksUrl>/<name>.md`.
   *
   * @default docs/runbooks - the folder in the repository of the blueprints
   */
  readonly runbooksUrl?: string;
}

/** How a data store survives: stated in the template's metadata, and derived from its settings. */
export interface DataStore {
  /** Such as `database`. */
  readonly name: string;
  /** Minutes of writes that can be lost. */
  readonly rpoMinutes: number;
  /** Minutes until it serves again. */
  readonly rtoMinutes: number;
  /** What event this holds for. */
  readonly event: 'instance' | 'zone' | 'region' | 'deletion';
  /** The settings that it is derived from, in words. */
  readonly basis: string;
}

/**
 * What all blueprints share: validation, environment, tags, provenance, protection, and zones without lookups.
 *
 * The provenance of a deployment is a template parameter with an output of the same name, so that a deployment that changes
 * nothing else changes no resource.
 */
export abstract class BlueprintStack<P extends object> extends Stack {
  /** The unit that this stack deploys. */
  readonly unit: Unit;
  /** The unit's parameters with the defaults of its stage. */
  readonly parameters: P;
  /** What the stage decides. */
  readonly policy: StagePolicy;
  /** Where runbooks are read, without a slash at the end. */
  readonly runbooksUrl: string;
  readonly #dataStores: DataStore[] = [];

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    const blueprints = blueprintsOf(scope);
    const unit = validateUnit(props.unit, blueprints);
    const policy = stagePolicy(unit.stage);
    super(scope, id, {
      synthesizer: new DefaultStackSynthesizer(),
      analyticsReporting: false,
      terminationProtection: policy.terminationProtection,
      description: `${unit.kind} ${unit.name}: blueprint ${unit.blueprint} ${unit.version}, stage ${unit.stage}`,
      ...props,
      stackName: props.stackName ?? unit.name,
      env: props.env ?? { account: unit.account, region: unit.region },
      tags: { ...props.tags, ...unitTags(unit) },
    });
    for (const [flag, value] of Object.entries(FEATURE_FLAGS)) {
      this.node.setContext(flag, value);
    }
    this.unit = unit;
    this.policy = policy;
    // The schema that made these values is the one that the type comes from.
    this.parameters = resolveParameters(unit, blueprints) as P;
    this.runbooksUrl = (props.runbooksUrl ?? 'docs/runbooks').replace(
      /\/+$/,
      '',
    );
    for (const [key, value] of Object.entries(unitTags(unit))) {
      Tags.of(this).add(key, value);
    }
    this.#addProvenance();
  }

  /** The first zones of the region by our table; never looked up. */
  override get availabilityZones(): string[] {
    const zones = findRegion(this.region)?.zones ?? [];
    return [...zones];
  }

  /** Publishes a value of the stack; others import it as `<unit>-<name>`. */
  publish(name: string, value: string, description: string): void {
    new CfnOutput(this, `${name}Output`, {
      value,
      description,
      exportName: exportName(this.stackName, name),
    }).overrideLogicalId(name);
  }

  /** States how a data store survives an event; it is read from the template's metadata. */
  stateRecovery(...stores: DataStore[]): void {
    this.#dataStores.push(...stores);
    this.addMetadata('Plinth::Recovery', this.#dataStores);
  }

  #addProvenance(): void {
    const parameter = new CfnParameter(this, 'PlinthProvenance', {
      type: 'String',
      default: 'none',
      description:
        'JSON of the commit, pull request, run and plan hash of the deployment; set by the pipeline.',
    });
    new CfnOutput(this, 'ProvenanceOutput', {
      value: parameter.valueAsString,
      description: 'Which change deployed this stack last.',
    }).overrideLogicalId('PlinthProvenance');
  }
}
