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

/** Finds prices in the book for one region. */
export class PriceBook {
  readonly #region: string;

  constructor(region: string) {
    this.#region = region;
  }

  /** The book's version: the youngest and the oldest date of its figures. */
  static get version(): string {
    const dates = Object.values<PriceSheet>(sheets)
      .flatMap(({ asOf, prices }) => [
        asOf,
        ...Object.values(prices).flatMap(price =>
          Object.values(price.asOf ?? {}),
        ),
      ])
      .sort();
    const span =
      dates[0] === dates[dates.length - 1]
        ? dates[0]
        : `${dates[0]} to ${dates[dates.length - 1]}`;
    return `AWS on-demand list prices, ${span}`;
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
