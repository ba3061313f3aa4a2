/**
 * The prefix list of the addresses from which CloudFront calls origins, by region.
 *
 * Source: the managed prefix list `com.amazonaws.global.cloudfront.origin-facing`, whose ID is fixed for each region. Check
 * with `aws ec2 describe-managed-prefix-lists` before you add a region.
 */
const PREFIX_LISTS: Readonly<Record<string, string>> = {
  'us-east-1': 'pl-3b927c52',
  'us-east-2': 'pl-b6a144df',
  'us-west-1': 'pl-4ea04527',
  'us-west-2': 'pl-82a045eb',
  'ca-central-1': 'pl-38a64351',
  'eu-central-1': 'pl-a3a144ca',
  'eu-west-1': 'pl-4fa04526',
  'eu-west-2': 'pl-93a247fa',
  'ap-northeast-1': 'pl-58a04531',
  'ap-southeast-1': 'pl-31a34658',
  'ap-southeast-2': 'pl-b8a742d1',
};

/** The ID of CloudFront's prefix list in the region; throws a RangeError when our table lacks the region. */
export function cloudFrontPrefixList(region: string): string {
  const id = PREFIX_LISTS[region];
  if (!id) {
    throw new RangeError(
      `region: our table has no CloudFront prefix list for ${region}; add it to cloudFrontOrigins.ts`,
    );
  }
  return id;
}
