import type { PriceSheet, SheetName } from '../book/sheets';
import type { PriceList } from './PriceList';
import { select, selectorOf } from './selectProduct';

/** What became of one item in one region. */
export interface RefreshedItem {
  readonly sheet: SheetName;
  readonly item: string;
  readonly region: string;
  /** `ambiguous`: several prices fit, so that none was taken. `missing`: the list has none. */
  readonly is: 'changed' | 'confirmed' | 'ambiguous' | 'missing';
  readonly before?: number;
  readonly after?: number;
}

/**
 * A page of the book with the prices of lists for one region, and what became of each item that a list can tell. What no list
 * tells stays, with its own date. A price that is not found, or not told apart, is never guessed.
 *
 * @param lists - by `offerCode`, of this region
 */
export function refreshSheet(
  name: SheetName,
  sheet: PriceSheet,
  region: string,
  lists: ReadonlyMap<string, PriceList>,
): { sheet: PriceSheet; items: RefreshedItem[] } {
  const items: RefreshedItem[] = [];
  const prices = Object.entries(sheet.prices).map(([item, entry]) => {
    const selector = selectorOf(name, item);
    const list = selector && lists.get(selector.offer);
    if (!selector || !list) {
      return [item, entry] as const;
    }
    const found = select(selector, list.prices);
    const before = entry.regions[region] ?? entry.regions['*'];
    const common = { sheet: name, item, region, before };
    if (found.length !== 1) {
      items.push({ ...common, is: found.length ? 'ambiguous' : 'missing' });
      return [item, entry] as const;
    }
    const [after] = found;
    items.push({
      ...common,
      after,
      is: after === before ? 'confirmed' : 'changed',
    });
    return [
      item,
      {
        ...entry,
        regions: { ...entry.regions, [region]: after },
        // What the other regions were noted at is older.
        asOf: { ...entry.asOf, [region]: list.published },
      },
    ] as const;
  });
  return { sheet: { ...sheet, prices: Object.fromEntries(prices) }, items };
}
