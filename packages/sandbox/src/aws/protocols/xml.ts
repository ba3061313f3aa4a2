import { XMLBuilder, XMLParser } from 'fast-xml-parser';

/** What may stand in a document: names that begin with `@` are attributes, a list repeats its element. */
export type XmlDocument = Record<string, unknown>;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
});

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
});

/** Writes a document. What XML cannot hold is left out; a carriage return is kept from becoming a line's end. */
export function writeXml(document: XmlDocument): string {
  return builder
    .build(written(document))
    .replace(/[^\t\n\r\u0020-\u{10ffff}]/gu, '')
    .replaceAll('\r', '&#xD;');
}

/** Reads a document; every value is a text. Throws a SyntaxError for what is no XML. */
export function readXml(text: string): XmlDocument {
  try {
    return parser.parse(text, true);
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : 'No XML');
  }
}

function written(value: unknown): unknown {
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  if (Array.isArray(value)) {
    return value.map(written);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined && member !== null)
        .map(([name, member]) => [name, written(member)]),
    );
  }
  return value;
}
