/** A product of a price list at its on-demand price. */
export interface ListedPrice {
  /** Such as `Database Instance`. */
  readonly family: string;
  /** Such as `instanceType` and `usagetype`; all text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** As AWS writes it: `Hrs`, `GB-Mo`. */
  readonly unit: string;
  /** USD per unit, of the first tier that costs something. */
  readonly usd: number;
}

interface OfferFile {
  readonly formatVersion?: string;
  readonly offerCode?: string;
  readonly publicationDate?: string;
  readonly products?: Record<
    string,
    { productFamily?: string; attributes?: Record<string, string> }
  >;
  readonly terms?: {
    OnDemand?: Record<
      string,
      Record<string, { priceDimensions?: Record<string, Dimension> }>
    >;
  };
}

interface Dimension {
  readonly unit?: string;
  readonly beginRange?: string;
  readonly pricePerUnit?: Record<string, string>;
}

/**
 * A file of AWS's Price List Bulk API: what one service costs in one region.
 *
 * Source of the form: "Reading the service price list file for an AWS service", Billing user guide.
 */
export class PriceList {
  /** Such as `AmazonRDS`. */
  readonly offer: string;
  /** Month of its publication, for example `2026-11`. */
  readonly published: string;
  readonly prices: readonly ListedPrice[];

  /** @throws Error if the text is no such file */
  static parse(text: string): PriceList {
    return new PriceList(JSON.parse(text) as OfferFile);
  }

  private constructor(file: OfferFile) {
    const { formatVersion, offerCode, publicationDate, products, terms } = file;
    if (formatVersion !== 'v1.0' || !offerCode || !products) {
      throw new Error(
        `must be a price list of format v1.0 with its offerCode and products (got format ${formatVersion ?? 'none'}); take the index.json of a region`,
      );
    }
    this.offer = offerCode;
    this.published = /^\d{4}-\d{2}/.exec(publicationDate ?? '')?.[0] ?? '';
    if (!this.published) {
      throw new Error(
        `${offerCode}: must say when it was published (got ${publicationDate ?? 'nothing'})`,
      );
    }
    this.prices = Object.entries(products).flatMap(
      ([sku, { productFamily = '', attributes = {} }]) =>
        Object.values(terms?.OnDemand?.[sku] ?? {}).flatMap(term => {
          const first = firstTier(Object.values(term.priceDimensions ?? {}));
          return first ? [{ family: productFamily, attributes, ...first }] : [];
        }),
    );
  }
}

/** What use costs at first, free allowances left out. */
function firstTier(
  dimensions: readonly Dimension[],
): { unit: string; usd: number } | undefined {
  const tiers = dimensions
    .map(({ unit = '', beginRange = '0', pricePerUnit }) => ({
      unit,
      from: Number(beginRange),
      usd: Number(pricePerUnit?.USD),
    }))
    .filter(({ usd }) => Number.isFinite(usd) && usd > 0)
    .sort((a, b) => a.from - b.from);
  return tiers.length > 0
    ? { unit: tiers[0].unit, usd: tiers[0].usd }
    : undefined;
}
