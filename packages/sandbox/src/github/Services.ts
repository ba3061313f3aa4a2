import type { Accounts } from './accounts/Accounts';
import type { Apps } from './accounts/Apps';
import type { Tokens } from './accounts/Tokens';
import type { Actions } from './actions/Actions';
import type { Checks } from './checks/Checks';
import type { Context } from './Context';
import type { Hooks } from './hooks/Hooks';
import type { Downloads } from './http/Downloads';
import type { Oidc } from './oidc/Oidc';
import type { Mergeability } from './pulls/Mergeability';
import type { Pulls } from './pulls/Pulls';
import type { PullStore } from './pulls/PullStore';
import type { Pushes } from './repositories/Pushes';
import type { Repositories } from './repositories/Repositories';
import type { RateLimit } from './rest/RateLimit';
import type { Views } from './views/Views';

/** The parts of the GitHub sandbox that its HTTP faces (Git, REST, GraphQL, pages) call. */
export interface Services {
  readonly context: Context;
  readonly accounts: Accounts;
  readonly apps: Apps;
  readonly tokens: Tokens;
  readonly repositories: Repositories;
  readonly pushes: Pushes;
  readonly pulls: Pulls;
  readonly pullStore: PullStore;
  readonly mergeability: Mergeability;
  readonly checks: Checks;
  readonly hooks: Hooks;
  readonly actions: Actions;
  readonly oidc: Oidc;
  readonly views: Views;
  readonly downloads: Downloads;
  readonly limits: RateLimit;
}
