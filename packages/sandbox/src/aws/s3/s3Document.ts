import { escapeXml } from '../protocols/queryProtocol';

/** A member of an S3 document; lists repeat their element without a wrapper. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | XmlValue[]
  | { [name: string]: XmlValue };

/** An S3 document with its root element. */
export function s3Document(root: string, members: XmlValue): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content(members)}</${root}>`;
}

/** S3's error document; it has no namespace. */
export function s3Error(members: XmlValue): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${content(members)}</Error>`;
}

function content(value: XmlValue): string {
  if (value === undefined) {
    return '';
  }
  if (typeof value !== 'object') {
    return escapeXml(String(value));
  }
  return Object.entries(value)
    .map(([name, member]) => {
      const items = Array.isArray(member) ? member : [member];
      return items
        .filter(item => item !== undefined)
        .map(item => `<${name}>${content(item)}</${name}>`)
        .join('');
    })
    .join('');
}
