import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { EnvironmentsClient } from '@plinth/plugin-environments-common';
import { CallerApi } from '@plinth/plugin-environments-node';

/** Knows which commits of a unit were deployed, from the portal's audit trail. */
export class DeploymentHistory {
  readonly #caller: CallerApi;

  constructor(options: { discovery: DiscoveryService; auth: AuthService }) {
    this.#caller = new CallerApi({
      auth: options.auth,
      api: new EnvironmentsClient({ discoveryApi: options.discovery }),
    });
  }

  /**
   * Whether a deployment of this commit of the unit succeeded, as the person sees it.
   *
   * @param commit - 40 hex digits
   */
  async wasDeployed(
    entityRef: string,
    commit: string,
    { credentials }: { credentials: BackstageCredentials },
  ): Promise<boolean> {
    let cursor: string | undefined;
    do {
      const page = { cursor };
      const { items, pageInfo } = await this.#caller.ask(
        credentials,
        (api, as) => api.listChanges(entityRef, page, as),
      );
      const change = items.find(({ commit: of }) => of?.sha === commit);
      if (change) {
        return change.status === 'deployed';
      }
      cursor = pageInfo.nextCursor;
    } while (cursor !== undefined);
    return false;
  }
}
