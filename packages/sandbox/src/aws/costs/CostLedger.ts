import { estimate } from '@plinth/pricing';
import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import {
  lastProperties,
  type DeployedResource,
  type Inventory,
} from '../Inventory';
import {
  costSeries,
  DAY,
  type BilledResource,
  type CostSeries,
  type HourlyCharge,
} from './costSeries';

/** Hours of the month for which the price book states its figures. */
const HOURS_PER_MONTH = 730;

/** Mean of a resource's use over a week: five working days, and two with a fifth less. */
const MEAN_USAGE = (5 + 2 * 0.8) / 7;

/** Which resources an adjustment is about; all given fields must agree. */
export interface CostScope {
  account?: string;
  stackName?: string;
  /** Value of the tag `plinth:entity`. */
  entity?: string;
}

/** A correction of the bill that somebody asked for through the control API. */
export type CostAdjustment = { id: string; scope: CostScope } & (
  | {
      /** Costs from one moment to another are multiplied. */
      kind: 'multiply';
      factor: number;
      from: number;
      to?: number;
    }
  | {
      /** Resources count as made so many days earlier. */
      kind: 'backdate';
      days: number;
    }
);

/**
 * What everything that was ever deployed costs. The bill is not recorded: it follows from the history of the resources,
 * the price book and the adjustments.
 */
export class CostLedger {
  readonly #clock: SandboxClock;
  readonly #deployed: Inventory;
  readonly #adjustments: Collection<CostAdjustment>;
  // By resource, with the number of its versions: a version never changes once it is followed by another.
  readonly #priced = new Map<string, HourlyCharge[]>();

  constructor(options: {
    clock: SandboxClock;
    documents: DocumentStore;
    deployed: Inventory;
  }) {
    this.#clock = options.clock;
    this.#deployed = options.deployed;
    this.#adjustments = options.documents.collection('aws.costs.adjustments');
  }

  /** Every cost in a span of time, up to now. */
  *costs(span: { from: number; to: number }): Generator<CostSeries> {
    const now = this.#clock.millis();
    const adjustments = this.#adjustments.values();
    for (const resource of this.resources()) {
      const mine = adjustments.filter(({ scope }) => matches(scope, resource));
      for (const series of costSeries(resource, { ...span, now })) {
        yield mine.length ? adjusted(series, mine) : series;
      }
    }
  }

  /** What the resources that exist now cost on an average day to come. */
  dailyRate(): CostSeries[] {
    const adjustments = this.#adjustments.values();
    const day = Math.floor(this.#clock.millis() / DAY);
    return this.resources()
      .filter(resource => resource.until === undefined)
      .flatMap(resource => {
        const { charges } = resource.versions[resource.versions.length - 1];
        const factor = factorOf(
          adjustments.filter(({ scope }) => matches(scope, resource)),
          day,
        );
        return charges.map(({ service, amount, basis }) => {
          const use = basis === 'usage' ? MEAN_USAGE : 1;
          return {
            resource,
            service,
            days: [{ day, amount: amount * 24 * factor * use, hours: 24 }],
          };
        });
      });
  }

  /** Everything that has a price, with what it costs an hour. */
  resources(): BilledResource[] {
    const deployed = this.#deployed();
    const names = linkNames(deployed);
    const backdates = this.#adjustments
      .values()
      .filter(item => item.kind === 'backdate');
    return deployed.flatMap(resource => {
      const versions = resource.versions.map((version, index) => ({
        from: Date.parse(version.at),
        charges: this.#charges(resource, index, deployed, names),
      }));
      if (versions.every(version => version.charges.length === 0)) {
        return [];
      }
      const billed: BilledResource = {
        id: resource.id,
        type: resource.type,
        account: resource.account,
        region: resource.region,
        stackName: resource.stackName,
        tags: resource.tags,
        versions,
        until: resource.deletedAt ? Date.parse(resource.deletedAt) : undefined,
      };
      for (const item of backdates) {
        if (matches(item.scope, billed)) {
          versions[0].from -= item.days * DAY;
        }
      }
      return [billed];
    });
  }

  /** Multiplies what the scope costs from a moment on. */
  multiply(
    scope: CostScope,
    options: { factor: number; from: number; to?: number },
  ): CostAdjustment {
    return this.#adjust({
      id: randomUUID(),
      scope,
      kind: 'multiply',
      ...options,
    });
  }

  /** Lets the scope's resources count as made so many days earlier. */
  backdate(scope: CostScope, days: number): CostAdjustment {
    return this.#adjust({ id: randomUUID(), scope, kind: 'backdate', days });
  }

  adjustments(): CostAdjustment[] {
    return this.#adjustments.values();
  }

  removeAdjustment(id: string): void {
    this.#adjustments.delete(id);
  }

  #adjust(adjustment: CostAdjustment): CostAdjustment {
    this.#adjustments.put(adjustment.id, adjustment);
    return adjustment;
  }

  #charges(
    resource: DeployedResource,
    index: number,
    deployed: DeployedResource[],
    names: Map<string, number>,
  ): HourlyCharge[] {
    const key = `${resource.id} ${index} ${resource.versions[index].at}`;
    const known = this.#priced.get(key);
    if (known) {
      return known;
    }
    const { properties, linked } = withReferences(
      resource,
      resource.versions[index].properties,
      deployed,
      names,
    );
    const { lines } = estimate(
      {
        Resources: {
          It: { Type: resource.type, Properties: properties },
          ...linked,
        },
      },
      { region: resource.region },
    );
    const charges = lines
      .filter(line => line.logicalId === 'It' && line.unitPrice > 0)
      .map(line => ({
        service: line.service,
        amount: (line.quantity * line.unitPrice) / HOURS_PER_MONTH,
        basis: line.basis,
      }));
    this.#priced.set(key, charges);
    return charges;
  }
}

// Properties by which a price depends on another resource. In what is deployed they hold a physical id or an ARN.
const LINKS = [
  ['TaskDefinition'],
  ['DBClusterIdentifier'],
  ['SourceDBInstanceIdentifier'],
  ['LaunchTemplate', 'LaunchTemplateId'],
];

function linkNames(deployed: DeployedResource[]): Map<string, number> {
  return new Map(
    deployed.map((resource, index) => [
      nameKey(resource, resource.physicalId),
      index,
    ]),
  );
}

function nameKey(
  place: { account: string; region: string },
  physicalId: string,
): string {
  return `${place.account}/${place.region}/${physicalId}`;
}

/** Turns the ids of linked resources back into references, for the estimator follows references. */
function withReferences(
  resource: DeployedResource,
  properties: Record<string, unknown>,
  deployed: DeployedResource[],
  names: Map<string, number>,
) {
  const copy = structuredClone(properties);
  const linked: Record<
    string,
    { Type: string; Properties: Record<string, unknown> }
  > = {};
  for (const path of LINKS) {
    const holder = path
      .slice(0, -1)
      .reduce<unknown>((inner, name) => member(inner, name), copy);
    const last = path[path.length - 1];
    const id = member(holder, last);
    const index =
      typeof id === 'string' ? names.get(nameKey(resource, id)) : undefined;
    if (index !== undefined) {
      const other = deployed[index];
      const name = `Linked${path.join('')}`;
      (holder as Record<string, unknown>)[last] = { Ref: name };
      linked[name] = {
        Type: other.type,
        Properties: lastProperties(other),
      };
    }
  }
  return { properties: copy, linked };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function matches(scope: CostScope, resource: BilledResource): boolean {
  return (
    (scope.account ?? resource.account) === resource.account &&
    (scope.stackName ?? resource.stackName) === resource.stackName &&
    (scope.entity === undefined ||
      scope.entity === resource.tags['plinth:entity'])
  );
}

function adjusted(
  series: CostSeries,
  adjustments: CostAdjustment[],
): CostSeries {
  return {
    ...series,
    days: series.days.map(cost => ({
      ...cost,
      amount: cost.amount * factorOf(adjustments, cost.day),
    })),
  };
}

/** Adjustments work on whole days. */
function factorOf(adjustments: CostAdjustment[], day: number): number {
  return adjustments.reduce(
    (factor, item) =>
      item.kind === 'multiply' &&
      (day + 1) * DAY > item.from &&
      day * DAY < (item.to ?? Infinity)
        ? factor * item.factor
        : factor,
    1,
  );
}
