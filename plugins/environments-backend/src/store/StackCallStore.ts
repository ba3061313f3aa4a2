/** A call outside the pipeline that deployed a stack, as CloudTrail tells it. */
export interface StackCall {
  /** CloudTrail's ID of the call. */
  eventId: string;
  stackId: string;
  /** ISO 8601; CloudTrail tells whole seconds. */
  at: string;
  /** The token that it gave its operation, which the events of the stack have too. */
  clientToken?: string;
}

/** Deployments of stacks that the pipeline did not make. */
export interface StackCallStore {
  /** Adds calls; those that are there already are left alone. */
  addCalls(calls: StackCall[]): Promise<void>;
  /** The newest calls on each stack, newest first, by the stack's ARN; stacks without calls are left out. */
  newestCalls(
    stackIds: string[],
    options: { limit: number },
  ): Promise<Map<string, StackCall[]>>;
}
