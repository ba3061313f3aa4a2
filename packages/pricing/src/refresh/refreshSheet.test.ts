import { type PriceSheet, sheets } from '../book/sheets';
import { PriceBook, PRICES_LAST_MONTHS } from '../PriceBook';
import { PriceList } from './PriceList';
import { refreshSheet } from './refreshSheet';

/** A file of the form that the Billing user guide documents: product and terms are joined by the SKU. */
function listed(
  offerCode: string,
  products: Array<
    [attributes: Record<string, string>, unit: string, ...usd: string[]]
  >,
): PriceList {
  const skus = products.map((_, index) => `SKU${index}`);
  return PriceList.parse(
    JSON.stringify({
      formatVersion: 'v1.0',
      disclaimer: 'This pricing list is for informational purposes only.',
      offerCode,
      version: '20261115202056',
      publicationDate: '2026-11-15T20:20:56Z',
      products: Object.fromEntries(
        products.map(([attributes], index) => [
          skus[index],
          { sku: skus[index], productFamily: 'Family', attributes },
        ]),
      ),
      terms: {
        OnDemand: Object.fromEntries(
          products.map(([, unit, ...usd], index) => [
            skus[index],
            {
              [`${skus[index]}.JRTCKXETXF`]: {
                offerTermCode: 'JRTCKXETXF',
                sku: skus[index],
                priceDimensions: Object.fromEntries(
                  usd.map((USD, tier) => [
                    `${skus[index]}.JRTCKXETXF.${tier}`,
                    {
                      unit,
                      beginRange: String(tier * 10),
                      endRange: 'Inf',
                      pricePerUnit: { USD },
                    },
                  ]),
                ),
              },
            },
          ]),
        ),
        Reserved: {
          SKU0: {
            'SKU0.X': {
              priceDimensions: {
                'SKU0.X.Y': { unit: 'Hrs', pricePerUnit: { USD: '0.0001' } },
              },
            },
          },
        },
      },
    }),
  );
}

const postgres = (more: Record<string, string> = {}) => ({
  instanceType: 'db.m5.large',
  databaseEngine: 'PostgreSQL',
  deploymentOption: 'Single-AZ',
  usagetype: 'EUC1-InstanceUsage:db.m5.large',
  ...more,
});

const page: PriceSheet = {
  service: 'Amazon Relational Database Service',
  source: 'https://aws.amazon.com/rds/postgresql/pricing/',
  asOf: '2025-06',
  prices: {
    'postgres:db.m5.large': {
      unit: 'hour',
      regions: { 'us-east-1': 0.178, 'eu-central-1': 0.2 },
    },
    proxy: { unit: 'vCPU-hour', regions: { '*': 0.015 } },
  },
};

const refreshed = (list: PriceList, sheet = page) =>
  refreshSheet('rds', sheet, 'eu-central-1', new Map([[list.offer, list]]));

describe('refreshing a page of the price book', () => {
  it('takes the one on-demand price that fits, for its region alone, and dates it', () => {
    const { sheet, items } = refreshed(
      listed('AmazonRDS', [
        [postgres(), 'Hrs', '0.2150000000'],
        [postgres({ deploymentOption: 'Multi-AZ' }), 'Hrs', '0.43'],
        [postgres({ databaseEngine: 'Oracle' }), 'Hrs', '0.9'],
      ]),
    );
    expect(items).toEqual([
      {
        sheet: 'rds',
        item: 'postgres:db.m5.large',
        region: 'eu-central-1',
        before: 0.2,
        after: 0.215,
        is: 'changed',
      },
    ]);
    expect(sheet.prices).toEqual({
      'postgres:db.m5.large': {
        unit: 'hour',
        regions: { 'us-east-1': 0.178, 'eu-central-1': 0.215 },
        asOf: { 'eu-central-1': '2026-11' },
      },
      proxy: page.prices.proxy,
    });
    expect(sheet.asOf).toBe('2025-06');
  });

  it('guesses nothing where several prices fit, or none', () => {
    const twice = listed('AmazonRDS', [
      [postgres(), 'Hrs', '0.2'],
      [postgres({ storage: 'NVMe' }), 'Hrs', '0.3'],
    ]);
    const none = listed('AmazonRDS', [[postgres(), 'Quantity', '0.2']]);
    for (const [list, is] of [
      [twice, 'ambiguous'],
      [none, 'missing'],
    ] as const) {
      const { sheet, items } = refreshed(list);
      expect(items.map(item => item.is)).toEqual([is]);
      expect(sheet).toEqual(page);
    }
  });

  it('confirms a price that stayed', () => {
    const { sheet, items } = refreshed(
      listed('AmazonRDS', [[postgres(), 'Hrs', '0.2']]),
    );
    expect(items).toMatchObject([{ is: 'confirmed' }]);
    expect(sheet.prices['postgres:db.m5.large'].asOf).toEqual({
      'eu-central-1': '2026-11',
    });
  });

  it('leaves a free first tier out, and knows a usage type by any region', () => {
    const list = listed('AmazonEC2', [
      [{ usagetype: 'EUC1-NatGateway-Hours' }, 'Hrs', '0.0', '0.052', '0.04'],
    ]);
    const { items } = refreshSheet(
      'ec2-other',
      sheets['ec2-other'],
      'eu-central-1',
      new Map([['AmazonEC2', list]]),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ item: 'nat-gateway:hour', after: 0.052 }),
    );
  });

  it('counts the units of a list as the book does, whatever region precedes a usage type', () => {
    const list = listed('awskms', [
      [{ usagetype: 'eu-central-1-KMS-Keys' }, 'Keys', '1.0000000000'],
      [{ usagetype: 'eu-central-1-KMS-Requests' }, 'Requests', '0.0000030000'],
      [
        { usagetype: 'eu-central-1-KMS-Requests-Asymmetric' },
        'Requests',
        '0.0000150000',
      ],
    ]);
    const { items } = refreshSheet(
      'kms',
      sheets.kms,
      'eu-central-1',
      new Map([['awskms', list]]),
    );
    expect(items).toEqual([
      expect.objectContaining({ item: 'key', after: 1 }),
      expect.objectContaining({ item: 'requests', after: 0.03 }),
    ]);
  });

  it('takes the storage that a list has for any engine, and of no other one', () => {
    const { items } = refreshSheet(
      'rds',
      sheets.rds,
      'eu-west-1',
      new Map([
        [
          'AmazonRDS',
          listed('AmazonRDS', [
            [
              {
                usagetype: 'EU-RDS:GP3-Storage',
                databaseEngine: 'Any',
                deploymentOption: 'Single-AZ',
              },
              'GB-Mo',
              '0.127',
            ],
            [
              {
                usagetype: 'EU-RDS:GP3-Storage',
                databaseEngine: 'SQL Server',
                deploymentOption: 'Single-AZ',
              },
              'GB-Mo',
              '0.2',
            ],
          ]),
        ],
      ]),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ item: 'storage:gp3', after: 0.127 }),
    );
  });

  it.each([
    ['{}', /^must be a price list of format v1\.0/],
    [
      '{"formatVersion":"v1.0","offerCode":"AmazonRDS","products":{}}',
      /^AmazonRDS: must say when it was published/,
    ],
  ])('refuses %s', (text, message) => {
    expect(() => PriceList.parse(text)).toThrow(message);
  });
});

describe('the price book', () => {
  it('names a page of AWS and a month for each of its figures', () => {
    for (const [name, { source, asOf, prices }] of Object.entries(sheets)) {
      expect([name, source]).toEqual([
        name,
        expect.stringMatching(/^https:\/\/aws\.amazon\.com\/\S+\/pricing\//),
      ]);
      for (const month of [
        asOf,
        ...Object.values(prices).flatMap(price =>
          Object.values(price.asOf ?? {}),
        ),
      ]) {
        expect([name, month]).toEqual([
          name,
          expect.stringMatching(/^20\d\d-(0[1-9]|1[0-2])$/),
        ]);
      }
    }
  });

  it('tells that figures are old once one is older than a year', () => {
    const [year, month] = PriceBook.version
      .replace(/^.*?(\d{4})-(\d{2}).*$/, '$1 $2')
      .split(' ')
      .map(Number);
    const after = (months: number) =>
      PriceBook.warning(new Date(Date.UTC(year, month - 1 + months, 28)));
    expect(after(PRICES_LAST_MONTHS)).toBeUndefined();
    expect(after(PRICES_LAST_MONTHS + 1)).toMatch(
      /^Some of these prices are 13 months old, of 20/,
    );
  });
});
