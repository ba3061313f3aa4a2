import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pricesCommand } from './prices';

describe('plinth prices refresh', () => {
  let book: string;
  beforeEach(() => {
    book = mkdtempSync(path.join(tmpdir(), 'plinth-book-'));
    writeFileSync(
      path.join(book, 'documentdb.json'),
      JSON.stringify({
        service: 'Amazon DocumentDB',
        source: 'https://aws.amazon.com/documentdb/pricing/',
        asOf: '2025-06',
        prices: {
          'db.r5.large': { unit: 'hour', regions: { 'us-east-1': 0.277 } },
          'db.r6g.large': { unit: 'hour', regions: { 'us-east-1': 0.26 } },
          storage: { unit: 'GB-month', regions: { '*': 0.1 } },
        },
      }),
    );
  });
  afterEach(() => rmSync(book, { recursive: true, force: true }));

  const list = JSON.stringify({
    formatVersion: 'v1.0',
    offerCode: 'AmazonDocDB',
    publicationDate: '2026-11-15T20:20:56Z',
    products: {
      A: {
        productFamily: 'Database Instance',
        attributes: {
          instanceType: 'db.r5.large',
          usagetype: 'InstanceUsage:db.r5.large',
        },
      },
      B: {
        productFamily: 'Database Instance',
        attributes: {
          instanceType: 'db.r5.large',
          usagetype: 'InstanceUsageIOOptimized:db.r5.large',
        },
      },
    },
    terms: {
      OnDemand: Object.fromEntries(
        Object.entries({ A: '0.2910000000', B: '0.3200000000' }).map(
          ([sku, USD]) => [
            sku,
            {
              [`${sku}.JRTCKXETXF`]: {
                priceDimensions: {
                  [`${sku}.JRTCKXETXF.6YS6EN2CT7`]: {
                    unit: 'Hrs',
                    beginRange: '0',
                    endRange: 'Inf',
                    pricePerUnit: { USD },
                  },
                },
              },
            },
          ],
        ),
      ),
    },
  });
  const page = () => readFileSync(path.join(book, 'documentdb.json'), 'utf8');
  const refresh = async (answer: Response) => {
    const asked: string[] = [];
    const printed: string[] = [];
    await pricesCommand({
      book,
      regions: ['us-east-1'],
      print: line => printed.push(line),
      fetch: async url => {
        asked.push(String(url));
        return answer;
      },
    });
    return { asked, printed };
  };

  it('asks for the lists that the pages need, writes what they say, and tells it', async () => {
    const { asked, printed } = await refresh(new Response(list));
    expect(asked).toEqual([
      'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonDocDB/current/us-east-1/index.json',
    ]);
    expect(JSON.parse(page()).prices).toEqual({
      'db.r5.large': {
        unit: 'hour',
        regions: { 'us-east-1': 0.291 },
        asOf: { 'us-east-1': '2026-11' },
      },
      'db.r6g.large': { unit: 'hour', regions: { 'us-east-1': 0.26 } },
      storage: { unit: 'GB-month', regions: { '*': 0.1 } },
    });
    expect(printed).toEqual([
      'changed documentdb db.r5.large us-east-1: 0.277 -> 0.291',
      'missing documentdb db.r6g.large us-east-1: 0.26 stays',
      expect.stringMatching(/^1 changed, 0 confirmed, 1 not found; /),
    ]);
  });

  it('changes no page when a list cannot be read', async () => {
    const before = page();
    await expect(refresh(new Response('', { status: 404 }))).rejects.toThrow(
      /cannot be read: HTTP 404\. No page was changed\.$/,
    );
    expect(page()).toBe(before);
  });

  it('refuses a folder without pages', async () => {
    rmSync(path.join(book, 'documentdb.json'));
    await expect(refresh(new Response(list))).rejects.toThrow(
      /holds no page of the price book/,
    );
  });
});
