/** A document of S3's API: its elements by name, scalars as texts. */
export type S3Structure = { [name: string]: unknown };

/** What is set of a bucket beside its objects, by S3's query parameter; a setting that is missing was deleted. */
export interface BucketSettings {
  versioning?: { Status?: string };
  encryption?: S3Structure;
  /** As JSON. */
  policy?: string;
  publicAccessBlock?: S3Structure;
  ownershipControls?: S3Structure;
  tagging?: S3Structure;
}

/** A bucket; its name is unique over all accounts. */
export interface Bucket {
  name: string;
  account: string;
  region: string;
  /** ISO 8601 */
  createdAt: string;
  settings: BucketSettings;
}

/** Encryption with S3's own keys. */
export const ownEncryption = encryptionRule('AES256');

/**
 * What S3 sets of every new bucket: since January 2023 encryption, since April 2023 that nothing is public and that
 * access control lists are off.
 */
export const defaultSettings: BucketSettings = {
  encryption: ownEncryption,
  publicAccessBlock: {
    BlockPublicAcls: 'true',
    IgnorePublicAcls: 'true',
    BlockPublicPolicy: 'true',
    RestrictPublicBuckets: 'true',
  },
  ownershipControls: { Rule: { ObjectOwnership: 'BucketOwnerEnforced' } },
};

/** The document of a bucket's encryption. */
export function encryptionRule(
  algorithm: string,
  options: { key?: string; bucketKey?: boolean } = {},
): S3Structure {
  return {
    Rule: {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: algorithm,
        KMSMasterKeyID: options.key,
      },
      BucketKeyEnabled: String(options.bucketKey ?? false),
    },
  };
}
