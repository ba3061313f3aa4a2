import type { StackIdentity } from '@plinth/plugin-environments-common';

/**
 * Topic of the events service on which the environments back end tells that stacks came or went. A change of a stack's
 * state is no event here: identity belongs to the catalog, state does not.
 */
export const STACKS_TOPIC = 'environments.stacks';

/** The payload of an event on {@link STACKS_TOPIC}. */
export interface StacksEventPayload {
  /** The account and region whose stacks changed. */
  account: string;
  region: string;
  added: StackIdentity[];
  /** Stack ARNs. */
  removed: string[];
}
