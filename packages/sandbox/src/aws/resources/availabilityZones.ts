/** The availability zones that an account sees in a region. */
export function availabilityZones(region: string): string[] {
  const letters =
    { 'us-east-1': 'abcdef', 'us-west-2': 'abcd' }[region] ?? 'abc';
  return [...letters].map(letter => region + letter);
}
