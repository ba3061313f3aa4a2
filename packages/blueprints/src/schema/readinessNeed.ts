/** One line of a checklist: what has to be deployed for it. */
export interface ReadinessNeed {
  readonly requirement: string;
  readonly title: string;
  /** By resource type, how many there are at least, in every size of the blueprint, and what people call them. */
  readonly resources?: Readonly<Record<string, [least: number, what: string]>>;
  /**
   * Resource types that a parameter leaves out. Those that are there must be complete; where there is none, the note says
   * what follows.
   */
  readonly elsewhere?: Readonly<
    Record<string, { readonly what: string; readonly note?: string }>
  >;
  /** Of `resources`, the types that another environment has made where these stacks have an output of this name. */
  readonly lent?: Readonly<Record<string, string>>;
  /** Outputs that must have a value. */
  readonly outputs?: readonly string[];
  /** Whether the stack must name the commit that it was deployed from. */
  readonly deployedFromCommit?: true;
}
