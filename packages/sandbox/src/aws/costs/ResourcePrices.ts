import { estimate } from '@plinth/pricing';
import { lastProperties, type DeployedResource } from '../Inventory';
import type { HourlyCharge } from './costSeries';

/** Hours of the month for which the price book states its figures. */
const HOURS_PER_MONTH = 730;

/** Charges by resource and version: a version never changes once it is followed by another. */
export type KnownCharges = Map<string, HourlyCharge[]>;

/** What resources cost by the price book, with what they are linked to. */
export class ResourcePrices {
  readonly #deployed: DeployedResource[];
  readonly #names: Map<string, number>;
  readonly #priced: KnownCharges;

  constructor(deployed: DeployedResource[], known: KnownCharges) {
    this.#deployed = deployed;
    this.#names = linkNames(deployed);
    this.#priced = known;
  }

  /** What a version of the resource costs an hour. */
  charges(resource: DeployedResource, index: number): HourlyCharge[] {
    const key = `${resource.id} ${index} ${resource.versions[index].at}`;
    const known = this.#priced.get(key);
    if (known) {
      return known;
    }
    const { properties, linked } = withReferences(
      resource,
      resource.versions[index].properties,
      this.#deployed,
      this.#names,
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
