import { createHash, randomBytes } from 'node:crypto';
import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Operations } from '../service/AwsService';
import { isStructure, type Input } from '../service/Input';
import { namedBucket } from './namedBucket';
import { keptHeaders, writtenHeaders } from './objectHeaders';
import { readDocument, s3Document } from './s3Document';
import type { S3Store } from './S3Store';

interface Upload {
  bucket: string;
  key: string;
  headers: Record<string, string>;
  parts: Map<number, { body: Buffer; etag: string }>;
}

/** Uploads in parts. They end with the process. */
export function multipartOperations(s3: S3Store): Operations {
  const uploads = new Map<string, Upload>();
  const uploadOf = (call: AwsCall, input: Input) => {
    const { name } = namedBucket(s3, call, input);
    const id = input.text('uploadId');
    const key = input.text('Key');
    const upload = uploads.get(id);
    if (upload?.bucket !== name || upload.key !== key) {
      throw new AwsError(
        'NoSuchUpload',
        'The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload might have been aborted or completed.',
        404,
      );
    }
    return { id, upload };
  };
  return {
    CreateMultipartUpload: (call, input) => {
      const bucket = namedBucket(s3, call, input);
      const key = input.text('Key');
      const headers = keptHeaders(input, bucket.settings);
      // The checksum is of the client's own.
      input.choice('x-amz-checksum-type', ['FULL_OBJECT', 'COMPOSITE']);
      input.end();
      const id = randomBytes(24).toString('base64url');
      uploads.set(id, { bucket: bucket.name, key, headers, parts: new Map() });
      return s3Document('InitiateMultipartUploadResult', {
        Bucket: bucket.name,
        Key: key,
        UploadId: id,
      });
    },
    UploadPart: (call, input) => {
      const { upload } = uploadOf(call, input);
      const number = input.number('partNumber', {
        default: 1,
        min: 1,
        max: 10_000,
      });
      input.raw('content-type');
      input.end();
      const etag = createHash('md5').update(call.body).digest('hex');
      upload.parts.set(number, { body: call.body, etag });
      return { status: 200, headers: { etag: `"${etag}"` } };
    },
    CompleteMultipartUpload: (call, input) => {
      const { id, upload } = uploadOf(call, input);
      input.raw('content-type');
      input.end();
      const parts = namedParts(upload, call.body);
      const digest = createHash('md5')
        .update(Buffer.concat(parts.map(part => Buffer.from(part.etag, 'hex'))))
        .digest('hex');
      const object = s3.put(
        upload.bucket,
        upload.key,
        Buffer.concat(parts.map(part => part.body)),
        { headers: upload.headers, etag: `${digest}-${parts.length}` },
      );
      uploads.delete(id);
      const { status, body, headers } = s3Document(
        'CompleteMultipartUploadResult',
        {
          Bucket: upload.bucket,
          Key: upload.key,
          ETag: `"${object.etag}"`,
        },
      );
      return {
        status,
        body,
        headers: { ...headers, ...writtenHeaders(object) },
      };
    },
    AbortMultipartUpload: (call, input) => {
      const { id } = uploadOf(call, input);
      input.end();
      uploads.delete(id);
      return { status: 204 };
    },
  };
}

/** The parts that make up the object, in the order in which they are named. */
function namedParts(upload: Upload, body: Buffer) {
  const { Part = [] } = readDocument('CompleteMultipartUpload', body);
  return [Part].flat().map(named => {
    const { PartNumber, ETag } = isStructure(named) ? named : {};
    const part = upload.parts.get(Number(PartNumber));
    if (!part || String(ETag).replaceAll('"', '') !== part.etag) {
      throw new AwsError(
        'InvalidPart',
        'One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part’s entity tag.',
      );
    }
    return part;
  });
}
