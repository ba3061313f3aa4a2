import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import type { Inventory } from '../Inventory';
import {
  adjusted,
  factorOf,
  matches,
  type CostAdjustment,
  type CostScope,
} from './CostAdjustment';
import {
  costSeries,
  DAY,
  type BilledResource,
  type CostSeries,
} from './costSeries';
import { ResourcePrices, type KnownCharges } from './ResourcePrices';

/** Mean of a resource's use over a week: five working days, and two with a fifth less. */
const MEAN_USAGE = (5 + 2 * 0.8) / 7;

/**
 * What everything that was ever deployed costs. The bill is not recorded: it follows from the history of the resources,
 * the price book and the adjustments.
 */
export class CostLedger {
  readonly #clock: SandboxClock;
  readonly #deployed: Inventory;
  readonly #adjustments: Collection<CostAdjustment>;
  readonly #inactiveTags: Collection<true>;
  readonly #known: KnownCharges = new Map();

  constructor(options: {
    clock: SandboxClock;
    documents: DocumentStore;
    deployed: Inventory;
  }) {
    this.#clock = options.clock;
    this.#deployed = options.deployed;
    this.#adjustments = options.documents.collection('aws.costs.adjustments');
    this.#inactiveTags = options.documents.collection('aws.costs.inactiveTags');
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
    const prices = new ResourcePrices(deployed, this.#known);
    const backdates = this.#adjustments
      .values()
      .filter(item => item.kind === 'backdate');
    return deployed.flatMap(resource => {
      const versions = resource.versions.map((version, index) => ({
        from: Date.parse(version.at),
        charges: prices.charges(resource, index),
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
        tags: Object.fromEntries(
          Object.entries(resource.tags).filter(([key]) => this.isActive(key)),
        ),
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

  /** Whether costs bear a tag. Somebody activated all of them: here a tag bears costs until it is deactivated. */
  isActive(tag: string): boolean {
    return this.#inactiveTags.get(tag) === undefined;
  }

  setActive(tag: string, active: boolean): void {
    if (active) {
      this.#inactiveTags.delete(tag);
    } else {
      this.#inactiveTags.put(tag, true);
    }
  }

  /** Every tag that a resource has, or had. */
  tags(): string[] {
    return [
      ...new Set(this.#deployed().flatMap(({ tags }) => Object.keys(tags))),
    ].sort();
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
}
