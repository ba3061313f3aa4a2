import type { ActionsStore } from './actionsModel';
import type {
  AccountsApi,
  AppsApi,
  ChecksApi,
  HooksApi,
  LimitsApi,
  PullsApi,
  RepositoriesApi,
} from './api';
import type { GitHubEvents } from './events';
import type { Face } from './http/GitHubServer';

/** A running GitHub on loopback. Its functions are those that REST and the pages call. */
export interface GitHubSandbox {
  /** `http://localhost:PORT`. */
  readonly url: string;
  /** `http://localhost:PORT/api/v3`. */
  readonly apiUrl: string;
  /** `http://localhost:PORT/_services/oidc`: the issuer of the jobs' OIDC tokens. */
  readonly issuer: string;
  readonly events: GitHubEvents;
  readonly accounts: AccountsApi;
  readonly apps: AppsApi;
  readonly repositories: RepositoriesApi;
  readonly pulls: PullsApi;
  readonly checks: ChecksApi;
  readonly hooks: HooksApi;
  readonly limits: LimitsApi;
  readonly actions: ActionsStore;
  /** The token of a login: `sandbox-<login>`. */
  tokenFor(login: string): string;
  /** Lets another service of the organisation answer, on the same port, what GitHub itself does not. */
  serve(face: Face): void;
  /** Stops serving, waits for what is under way, and frees what it holds. The documents stay open. */
  close(): Promise<void>;
}
