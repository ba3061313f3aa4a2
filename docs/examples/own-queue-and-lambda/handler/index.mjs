import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client();

/**
 * Keeps each submission in the bucket of the environment, under the digest of its text: one that arrives twice is kept
 * once. Only what failed is delivered again.
 *
 * @param {{ Records: Array<{ messageId: string, body: string }> }} event
 */
export async function handler(event, _context, client = s3) {
  const outcomes = await Promise.allSettled(
    event.Records.map(({ body }) => store(client, body)),
  );
  return {
    batchItemFailures: outcomes.flatMap(({ status }, index) =>
      status === 'rejected'
        ? [{ itemIdentifier: event.Records[index].messageId }]
        : [],
    ),
  };
}

async function store(client, body) {
  JSON.parse(body);
  const digest = createHash('sha256').update(body).digest('hex');
  await client.send(
    new PutObjectCommand({
      Bucket: process.env.BUCKET,
      Key: `application/submissions/${digest}.json`,
      Body: body,
      ContentType: 'application/json',
    }),
  );
}
