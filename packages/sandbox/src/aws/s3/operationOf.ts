/** Sub-resources of a bucket by query parameter, and the operations' common noun. */
const bucketParts: Record<string, string> = {
  location: 'BucketLocation',
  versioning: 'BucketVersioning',
  encryption: 'BucketEncryption',
  policy: 'BucketPolicy',
  publicAccessBlock: 'PublicAccessBlock',
  ownershipControls: 'BucketOwnershipControls',
  tagging: 'BucketTagging',
  lifecycle: 'BucketLifecycleConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCors',
};

const verbs: Record<string, string | undefined> = {
  GET: 'Get',
  HEAD: 'Head',
  PUT: 'Put',
  DELETE: 'Delete',
};

interface Signs {
  method: string;
  bucket: string;
  key: string;
  /** Whether the address has the query parameter. */
  has(name: string): boolean;
  /** Whether a header names an object to copy. */
  copies: boolean;
}

/** Which operation of S3 a request is, and the query parameter that told it. */
export function operationOf(signs: Signs): {
  operation: string;
  told?: string;
} {
  if (!signs.bucket) {
    return { operation: 'ListBuckets' };
  }
  return signs.key ? objectOperation(signs) : bucketOperation(signs);
}

function objectOperation({ method, has, copies }: Signs) {
  const verb = verbs[method] ?? 'Post';
  if (has('uploads')) {
    return { operation: 'CreateMultipartUpload', told: 'uploads' };
  }
  if (has('uploadId')) {
    const operation = {
      PUT: copies ? 'UploadPartCopy' : 'UploadPart',
      POST: 'CompleteMultipartUpload',
      DELETE: 'AbortMultipartUpload',
    }[method];
    return { operation: operation ?? 'ListParts' };
  }
  for (const part of ['tagging', 'acl'] as const) {
    if (has(part)) {
      const noun = { tagging: 'ObjectTagging', acl: 'ObjectAcl' }[part];
      return { operation: verb + noun, told: part };
    }
  }
  return {
    operation: method === 'PUT' && copies ? 'CopyObject' : `${verb}Object`,
  };
}

function bucketOperation({ method, has }: Signs) {
  const part = Object.keys(bucketParts).find(has);
  if (part) {
    const verb = verbs[method] ?? 'Post';
    return { operation: verb + bucketParts[part], told: part };
  }
  if (has('delete')) {
    return { operation: 'DeleteObjects', told: 'delete' };
  }
  if (has('versions')) {
    return { operation: 'ListObjectVersions', told: 'versions' };
  }
  if (has('uploads')) {
    return { operation: 'ListMultipartUploads', told: 'uploads' };
  }
  if (method === 'GET') {
    return has('list-type')
      ? { operation: 'ListObjectsV2', told: 'list-type' }
      : { operation: 'ListObjects' };
  }
  const operation = {
    PUT: 'CreateBucket',
    DELETE: 'DeleteBucket',
    HEAD: 'HeadBucket',
  }[method];
  return { operation: operation ?? 'PostBucket' };
}
