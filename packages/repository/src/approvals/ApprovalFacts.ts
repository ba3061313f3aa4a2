/** Somebody as GitHub knows them: a login can be given up and taken by another, the number cannot. */
export interface Account {
  readonly login: string;
  /** GitHub's numeric ID; undefined where only the login was recorded. */
  readonly id?: number;
}

/** One review of a pull request. */
export interface Review {
  readonly id: number;
  readonly reviewer: Account;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  /** The commit that was reviewed; undefined when GitHub does not know it any more. */
  readonly commit: string | undefined;
  /** ISO 8601, in whole seconds as GitHub writes it. */
  readonly submittedAt: string;
}

/** A plan as the portal recorded it, from a token of the trusted workflow. */
export interface PlanRecord {
  /** SHA-256 over what would change, in hexadecimal. */
  readonly hash: string;
  readonly outcome: 'failed' | 'passed';
  /** ISO 8601, by the portal's clock. */
  readonly recordedAt: string;
}

/** What decides about some changed paths: the last rule of CODEOWNERS that matches them. */
export interface OwnerRule {
  /** One of the paths, for messages. */
  readonly path: string;
  /** Everybody whom the rule names, teams written out; undefined when somebody of them could not be read. */
  readonly owners: readonly Account[] | undefined;
}

/** All that an approval depends on. */
export interface ApprovalFacts {
  /** The commit that was merged, or would be: the pull request's head. */
  readonly head: string;
  readonly reviews: readonly Review[];
  /** Rules for every changed path; a path that no rule matches has one without owners. */
  readonly rules: readonly OwnerRule[];
  /** Logins in lower case of those who may write to the repository. */
  readonly writers: ReadonlySet<string>;
  /** Who asked for the change; undefined when nobody can tell. */
  readonly requester: Account | undefined;
  /** Who wrote commits of the pull request, or made them in another's name; undefined when GitHub does not tell of all of them. */
  readonly authors: readonly Account[] | undefined;
  /** Plans of the head. */
  readonly plans: readonly PlanRecord[];
}
