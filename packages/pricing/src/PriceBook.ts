import { PriceSheet, SheetName, sheets } from './book/sheets';

/** A price as found: for the region asked for, or for the one that stands in for it. */
export interface Price {
  service: string;
  unit: string;
  /** USD per unit. */
  unitPrice: number;
  /** Set where the book has no figure for the region asked for and another region's is used. */
  standIn?: string;
}

/** The region whose figures stand in where another region's are missing. */
const STAND_IN_REGION = 'us-east-1';

/** Regions for which the book has figures of their own. */
export const PRICED_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-west-1',
  'eu-central-1',
];

/**
 * Months after which a figure of the book is told to be old: a budget is made for a year, and in each of the last years AWS has
 * changed list prices of what the blueprints use, as when it began to ask for public IPv4 addresses in February 2024.
 */
export const PRICES_LAST_MONTHS = 12;

/** The months in which figures of the book were noted, oldest first. */
const DATES = Object.values<PriceSheet>(sheets)
  .flatMap(({ asOf, prices }) =>
    Object.values(prices).flatMap(price =>
      Object.keys(price.regions).map(region => price.asOf?.[region] ?? asOf),
    ),
  )
  .sort();

/** Finds prices in the book for one region. */
export class PriceBook {
  readonly #region: string;

  constructor(region: string) {
    this.#region = region;
  }

  /** The book's version: the oldest and the youngest date of its figures. */
  static get version(): string {
    const [oldest, ...others] = DATES;
    const youngest = others.at(-1) ?? oldest;
    const span = oldest === youngest ? oldest : `${oldest} to ${youngest}`;
    return `AWS on-demand list prices, ${span}`;
  }

  /** What to say where prices are shown of which some are older than `PRICES_LAST_MONTHS`; undefined where none is. */
  static warning(now: Date): string | undefined {
    const [oldest] = DATES;
    const [year, month] = oldest.split('-').map(Number);
    const age =
      (now.getUTCFullYear() - year) * 12 + now.getUTCMonth() + 1 - month;
    return age > PRICES_LAST_MONTHS
      ? `Some of these prices are ${age} months old, of ${oldest}. Compare them with AWS's before you rely on them; who keeps Plinth refreshes them by plinth prices refresh.`
      : undefined;
  }

  /** The price of an item, or undefined when the book does not know the item at all. */
  find(sheetName: SheetName, item: string): Price | undefined {
    const sheet: PriceSheet = sheets[sheetName];
    const entry = Object.hasOwn(sheet.prices, item)
      ? sheet.prices[item]
      : undefined;
    if (!entry) {
      return undefined;
    }
    const own = entry.regions[this.#region] ?? entry.regions['*'];
    const unitPrice = own ?? entry.regions[STAND_IN_REGION];
    if (unitPrice === undefined) {
      return undefined;
    }
    return {
      service: sheet.service,
      unit: entry.unit,
      unitPrice,
      ...(own === undefined ? { standIn: STAND_IN_REGION } : {}),
    };
  }
}
