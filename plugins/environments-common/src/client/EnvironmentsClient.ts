import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import createClient from 'openapi-fetch';
import type { paths } from '../api.generated';
import type {
  AccountCostsQuery,
  CostsQuery,
  EstimateRequest,
  FleetFilter,
  FleetGrouping,
  FleetMatrixQuery,
  FleetUpgradeRequest,
  ListChangesQuery,
  ListDeploymentsQuery,
  ListEnvironmentsQuery,
  RequestAddress,
} from '../types';
import type {
  EnvironmentsApi,
  EnvironmentsRequestOptions,
} from './EnvironmentsApi';

/** An openapi-fetch result whose failures were already thrown. */
async function dataOf<T>(result: Promise<{ data?: T }>): Promise<T> {
  const { data } = await result;
  if (data === undefined) {
    throw new Error('The environments API answered without a body');
  }
  return data;
}

function entityPath(entityRef: string) {
  const { kind, namespace, name } = parseEntityRef(entityRef, {
    defaultKind: 'resource',
    defaultNamespace: 'default',
  });
  return { kind: kind.toLowerCase(), namespace, name };
}

/** The environments API over HTTP; types come from the OpenAPI document. */
export class EnvironmentsClient implements EnvironmentsApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    /** @default - the global fetch */
    fetchApi?: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi ?? { fetch: globalThis.fetch };
  }

  async listEnvironments(
    query: ListEnvironmentsQuery = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.GET('/environments', { params: { query } }));
  }

  async groupEnvironments(
    query: FleetFilter & { by: FleetGrouping },
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.GET('/environments/groups', { params: { query } }));
  }

  async getFleetMatrix(
    query: FleetMatrixQuery = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.GET('/environments/matrix', { params: { query } }));
  }

  async exportEnvironments(
    query: FleetFilter = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/environments/export', {
        params: { query },
        parseAs: 'blob',
      }),
    );
  }

  async getHealth(entityRef: string, options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/health', {
        params: { path: entityPath(entityRef) },
      }),
    );
  }

  async getReadiness(entityRef: string, options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/readiness', {
        params: { path: entityPath(entityRef) },
      }),
    );
  }

  async getUnit(entityRef: string, options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/unit', {
        params: { path: entityPath(entityRef) },
      }),
    );
  }

  async getRecovery(entityRef: string, options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/recovery', {
        params: { path: entityPath(entityRef) },
      }),
    );
  }

  async getStackEvents(
    entityRef: string,
    stack: string,
    query: { cursor?: string; resource?: string } = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/stacks/{stack}/events', {
        params: { path: { ...entityPath(entityRef), stack }, query },
      }),
    );
  }

  async getStackResources(
    entityRef: string,
    stack: string,
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET(
        '/entities/{namespace}/{kind}/{name}/stacks/{stack}/resources',
        { params: { path: { ...entityPath(entityRef), stack } } },
      ),
    );
  }

  async getStackDrift(
    entityRef: string,
    stack: string,
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/stacks/{stack}/drift', {
        params: { path: { ...entityPath(entityRef), stack } },
      }),
    );
  }

  async checkDrift(entityRef: string, options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(
      client.POST('/entities/{namespace}/{kind}/{name}/drift-check', {
        params: { path: entityPath(entityRef) },
      }),
    );
  }

  async getDriftAdoption(
    entityRef: string,
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/adoption', {
        params: { path: entityPath(entityRef) },
      }),
    );
  }

  async getCosts(
    entityRef: string,
    query: CostsQuery = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/costs', {
        params: { path: entityPath(entityRef), query },
      }),
    );
  }

  async getAccountCosts(
    query: AccountCostsQuery = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.GET('/account-costs', { params: { query } }));
  }

  async listChanges(
    entityRef: string,
    query: ListChangesQuery = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/changes', {
        params: { path: entityPath(entityRef), query },
      }),
    );
  }

  async listDeployments(
    entityRef: string,
    query: ListDeploymentsQuery = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/entities/{namespace}/{kind}/{name}/deployments', {
        params: { path: entityPath(entityRef), query },
      }),
    );
  }

  async getDeploymentTimeline(
    entityRef: string,
    deployment: string,
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET(
        '/entities/{namespace}/{kind}/{name}/deployments/{deployment}/timeline',
        { params: { path: { ...entityPath(entityRef), deployment } } },
      ),
    );
  }

  /** For back-end plugins alone: the stacks of an account that a unit of this name would take from somebody else. */
  async listForeignStacks(
    query: { account: string; unit: string },
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.GET('/foreign-stacks', { params: { query } }));
  }

  async getRequest(
    address: RequestAddress,
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/requests/{owner}/{repo}/{number}', {
        params: { path: address },
      }),
    );
  }

  async nudgeRequest(
    address: RequestAddress,
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.POST('/requests/{owner}/{repo}/{number}/nudge', {
        params: { path: address },
      }),
    );
  }

  async getRequestOfTask(task: string, options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(
      client.GET('/tasks/{task}/request', { params: { path: { task } } }),
    );
  }

  async getHome(
    query: { since?: string } = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.GET('/home', { params: { query } }));
  }

  async listBlueprints(options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(client.GET('/blueprints'));
  }

  async listPlacements(options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(client.GET('/placements'));
  }

  async examineConnections(
    query: { maxAge?: number } = {},
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.GET('/connections', { params: { query } }));
  }

  async getOperations(options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(client.GET('/operations'));
  }

  async listFreezes(options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(client.GET('/freezes'));
  }

  async createEstimate(
    request: EstimateRequest,
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.POST('/estimates', { body: request }));
  }

  async listFleetUpgrades(options?: EnvironmentsRequestOptions) {
    const client = await this.#client(options);
    return dataOf(client.GET('/fleet-upgrades'));
  }

  async createFleetUpgrade(
    request: FleetUpgradeRequest,
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(client.POST('/fleet-upgrades', { body: request }));
  }

  async steerFleetUpgrade(
    id: string,
    step: 'pause' | 'resume',
    body: { leaveOut?: string[] },
    options?: EnvironmentsRequestOptions,
  ) {
    const client = await this.#client(options);
    return dataOf(
      client.POST('/fleet-upgrades/{id}/{step}', {
        params: { path: { id, step } },
        body,
      }),
    );
  }

  async #client(options: EnvironmentsRequestOptions = {}) {
    const baseUrl = await this.#discoveryApi.getBaseUrl('environments');
    const send = this.#fetchApi.fetch;
    return createClient<paths>({
      baseUrl: `${baseUrl}/v1`,
      headers: options.token
        ? { Authorization: `Bearer ${options.token}` }
        : undefined,
      signal: options.signal,
      fetch: async request => {
        // Fetch middlewares copy what they are given, and a request with a body can be copied only once.
        const response = await send(request.url, {
          method: request.method,
          headers: request.headers,
          body: request.body ? await request.text() : undefined,
          signal: request.signal,
        });
        if (!response.ok) {
          throw await ResponseError.fromResponse(response);
        }
        return response;
      },
    });
  }
}
