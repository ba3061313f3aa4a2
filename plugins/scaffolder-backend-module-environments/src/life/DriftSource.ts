import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  EnvironmentsClient,
  type DriftAdoption,
  type StackDrift,
  type StackHealth,
} from '@plinth/plugin-environments-common';
import { CallerApi } from '@plinth/plugin-environments-node';

/** A stack, and what the last look for drift in it found. */
export interface FoundDrift {
  readonly stack: Pick<StackHealth, 'name' | 'region' | 'provenance'>;
  readonly drift: Pick<StackDrift, 'summary' | 'resources'>;
}

/** What the portal knows of the drift of one unit. */
export interface UnitDrift {
  /** What was found in each of its stacks. */
  found(): Promise<readonly FoundDrift[]>;
  /** Which parameters would make it what it has become. */
  adoption(): Promise<DriftAdoption>;
}

/** Knows what drifted, as the person who asks sees it. */
export class DriftSource {
  readonly #caller: CallerApi;

  constructor(options: { discovery: DiscoveryService; auth: AuthService }) {
    this.#caller = new CallerApi({
      auth: options.auth,
      api: new EnvironmentsClient({ discoveryApi: options.discovery }),
    });
  }

  of(entityRef: string, credentials: BackstageCredentials): UnitDrift {
    return {
      found: () =>
        this.#caller.ask(credentials, async (api, as) => {
          const { stacks } = await api.getHealth(entityRef, as);
          return Promise.all(
            stacks.map(async stack => ({
              stack,
              drift: await api.getStackDrift(entityRef, stack.name, as),
            })),
          );
        }),
      adoption: () =>
        this.#caller.ask(credentials, (api, as) =>
          api.getDriftAdoption(entityRef, as),
        ),
    };
  }
}
