/** A source answered, but for some of what was asked; what was read counts, and the next reading asks for the rest again. */
export class IncompleteReading<State extends object = object> extends Error {
  override readonly name = 'IncompleteReading';
  /** Where the next reading goes on; undefined leaves that as it is. */
  readonly state: State | undefined;

  /** @param missing - what is missing and why, as sentences for a person */
  constructor(missing: string, options: { state?: State } = {}) {
    super(missing);
    this.state = options.state;
  }
}
