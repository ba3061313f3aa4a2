import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { EnvironmentsClient } from '@plinth/plugin-environments-common';

/** Knows which commits of a unit were deployed, from the portal's audit trail. */
export class DeploymentHistory {
  readonly #client: EnvironmentsClient;
  readonly #auth: AuthService;

  constructor(options: { discovery: DiscoveryService; auth: AuthService }) {
    this.#auth = options.auth;
    this.#client = new EnvironmentsClient({ discoveryApi: options.discovery });
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
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'environments',
    });
    let cursor: string | undefined;
    do {
      const { items, pageInfo } = await this.#client.listChanges(
        entityRef,
        { cursor },
        { token },
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
