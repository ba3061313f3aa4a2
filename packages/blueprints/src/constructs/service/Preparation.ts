import type { InjectedValue } from './injectedValues';

/** A container that runs to its end before the container of a service starts, each time that a task does. */
export interface Preparation {
  readonly name: string;
  readonly image: string;
  /** For `sh`. */
  readonly script: string;
  /** Names and addresses, no secrets. */
  readonly variables: Readonly<Record<string, string>>;
  /** What it alone gets by reference: the service's container does not. */
  readonly injected: readonly InjectedValue[];
  /** ARNs of the keys under which that is encrypted. */
  readonly decrypts: readonly string[];
}
