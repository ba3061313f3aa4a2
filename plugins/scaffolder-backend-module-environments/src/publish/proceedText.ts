/**
 * What there is to do with a pull request of the portal, from the check to the merge.
 *
 * @param steps - what to look at in the review, and where to follow the deployment, as whole sentences
 */
export function proceedText(steps: { review: string; follow: string }): string {
  return [
    '## How to proceed',
    [
      '1. Wait for the check `plinth/plan`: it comments what would change, what the policy says and what it would cost.',
      `2. ${steps.review}`,
      '3. Approve and merge. The pipeline deploys the merged commit; nothing is deployed before.',
      `4. ${steps.follow}`,
      '',
      'Close the pull request to turn the request down; nothing else is left behind.',
    ].join('\n'),
  ].join('\n\n');
}
