/** A difference from GitHub's description that stays, with the reason. */
export interface Exception {
  readonly pattern: RegExp;
  readonly reason: string;
}

/** All of them. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    pattern: /\/labels\/\*\/description must be string$/,
    reason:
      'A label without a description has null in lists of pull requests too, where the description forgets to say so.',
  },
  {
    pattern: /^get \/app\/installations: 200: \/\*\/account /,
    reason:
      'The description asks an account to be a user and an enterprise at once; an installation asked for alone is one of them.',
  },
  {
    pattern:
      /^the webhook .*\/requested_team(s\/\*)? must NOT have additional properties \(type\)$/,
    reason:
      'The schemas of webhooks are older than the field `type` of teams, which the description of the API requires.',
  },
];
