import type { AwsResponse } from '../protocols/Protocol';
import { readXml, writeXml } from '../protocols/xml';
import { AwsError } from '../protocols/AwsError';
import { isStructure } from '../service/Input';
import type { S3Structure } from './Bucket';

/** An answer with a document of S3; lists repeat their element without a wrapper. */
export function s3Document(root: string, members: S3Structure): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: writeXml({
      '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
      [root]: {
        '@xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/',
        ...members,
      },
    }),
  };
}

/** Reads a document that is sent; an empty body is an empty one. */
export function readDocument(root: string, body: Buffer): S3Structure {
  if (body.length === 0) {
    return {};
  }
  try {
    const document = readXml(body.toString('utf8'))[root];
    if (isStructure(document) || document === '') {
      return document || {};
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
  }
  throw new AwsError(
    'MalformedXML',
    `The XML you provided was not well-formed or did not validate against our published schema: it has no ${root}`,
  );
}
