import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  PRICED_REGIONS,
  PriceList,
  type PriceSheet,
  refreshSheet,
  type RefreshedItem,
  selectorOf,
  sheets,
  type SheetName,
} from '@plinth/pricing';
import { DeliveryError, messageOf } from '../errors';

/** Where AWS publishes the lists; they need no credentials. Source: "Getting price list files manually", Billing user guide. */
const PUBLISHED = 'https://pricing.us-east-1.amazonaws.com';

/** Settings of `plinth prices refresh`. */
export interface PricesOptions {
  /** Folder of the pages, `packages/pricing/src/book`. */
  readonly book: string;
  /** Folder with lists as `<offerCode>-<region>.json`; they are downloaded if it is left out. */
  readonly from?: string;
  readonly regions?: readonly string[];
  /** @default - the global fetch */
  readonly fetch?: typeof fetch;
  readonly print?: (line: string) => void;
}

/**
 * Writes the prices of AWS's published lists into the pages of the book, region by region, and tells what changed. A price that is
 * not found, or fits several products, stays as it was and is told; no page is written if a list cannot be read.
 */
export async function pricesCommand(options: PricesOptions): Promise<number> {
  const { book, regions = PRICED_REGIONS, print = console.log } = options;
  const pages = await readPages(book);
  const items: RefreshedItem[] = [];
  for (const region of regions) {
    const lists = new Map<string, PriceList>();
    for (const offer of offersOf(pages)) {
      lists.set(offer, await readList(offer, region, options));
    }
    for (const [name, page] of pages) {
      const result = refreshSheet(name, page, region, lists);
      pages.set(name, result.sheet);
      items.push(...result.items);
    }
  }
  for (const [name, page] of pages) {
    await writeFile(
      path.join(book, `${name}.json`),
      `${JSON.stringify(page, null, 2)}\n`,
    );
  }
  for (const { is, sheet, item, region, before, after } of items) {
    if (is !== 'confirmed') {
      print(
        `${is} ${sheet} ${item} ${region}: ${before ?? 'none'}${after === undefined ? ' stays' : ` -> ${after}`}`,
      );
    }
  }
  const count = (is: RefreshedItem['is']) =>
    items.filter(each => each.is === is).length;
  print(
    `${count('changed')} changed, ${count('confirmed')} confirmed, ${count('missing') + count('ambiguous')} not found; all else stays as it was noted. Review the difference before you commit it.`,
  );
  return 0;
}

async function readPages(book: string): Promise<Map<SheetName, PriceSheet>> {
  const files = await readdir(book);
  const names = (Object.keys(sheets) as SheetName[]).filter(name =>
    files.includes(`${name}.json`),
  );
  if (names.length === 0) {
    throw new DeliveryError(
      `${book} holds no page of the price book; name packages/pricing/src/book of a checkout of Plinth`,
      'usage',
    );
  }
  return new Map(
    await Promise.all(
      names.map(
        async name =>
          [
            name,
            JSON.parse(
              await readFile(path.join(book, `${name}.json`), 'utf8'),
            ) as PriceSheet,
          ] as const,
      ),
    ),
  );
}

/** The lists that have an item of the pages. */
function offersOf(pages: ReadonlyMap<SheetName, PriceSheet>): string[] {
  const offers = [...pages].flatMap(([name, { prices }]) =>
    Object.keys(prices).flatMap(item => selectorOf(name, item)?.offer ?? []),
  );
  return [...new Set(offers)].sort();
}

async function readList(
  offer: string,
  region: string,
  { from, fetch: get = fetch }: PricesOptions,
): Promise<PriceList> {
  const source = from
    ? path.join(from, `${offer}-${region}.json`)
    : `${PUBLISHED}/offers/v1.0/aws/${offer}/current/${region}/index.json`;
  try {
    if (from) {
      return PriceList.parse(await readFile(source, 'utf8'));
    }
    const response = await get(source);
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    return PriceList.parse(await response.text());
  } catch (error) {
    throw new DeliveryError(
      `The price list ${source} cannot be read: ${messageOf(error)}. No page was changed.`,
      'prices',
    );
  }
}
