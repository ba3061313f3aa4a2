import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { UnitEnvelope } from '@plinth/blueprints/schema';
import type {
  EnvironmentsClient,
  ForeignStackList,
} from '@plinth/plugin-environments-common';
import { impatientClient } from './impatientClient';

/** A stack that no unit has. */
export type ForeignStack = ForeignStackList['items'][number];

/** Tells which stacks a unit would take from somebody else. */
export interface ForeignStackSource {
  /** Those that the portal has read; none, and a line in the log, where that cannot be told now: the plan refuses them. */
  takenBy(
    unit: UnitEnvelope,
    options: { logger: LoggerService },
  ): Promise<ForeignStack[]>;
}

/** Asks the environments back end, as the portal: a name is taken also when the requester may not see whose it is. */
export class ForeignStacks implements ForeignStackSource {
  readonly #auth: AuthService;
  readonly #api: EnvironmentsClient;

  constructor(options: { discovery: DiscoveryService; auth: AuthService }) {
    this.#auth = options.auth;
    this.#api = impatientClient(options.discovery);
  }

  async takenBy(
    { name, account, region }: UnitEnvelope,
    { logger }: { logger: LoggerService },
  ): Promise<ForeignStack[]> {
    try {
      const as = await this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: 'environments',
      });
      const { items } = await this.#api.listForeignStacks(
        { account, unit: name },
        as,
      );
      return items.filter(stack => isTaken(stack, { name, region }));
    } catch (error) {
      logger.info(
        `Whether somebody else has a stack called ${name} is not known now (${toError(error).message}); the plan on the pull request looks again`,
      );
      return [];
    }
  }
}

/** The unit's own stack is in its region; those that it has besides may be in others. */
function isTaken(
  stack: ForeignStack,
  { name, region }: Pick<UnitEnvelope, 'name' | 'region'>,
): boolean {
  return stack.name === name
    ? stack.region === region
    : ['dr', 'edge', 'fence', 'replica', 'traffic'].some(
        part => stack.name === `${name}-${part}`,
      );
}
