import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Unit } from '@plinth/blueprints/schema';
import type { Estimate } from '@plinth/plugin-environments-common';
import { CallerApi } from '@plinth/plugin-environments-node';
import { impatientClient } from './impatientClient';

/** The first estimate after a while takes seconds, and those that are asked for at once wait their turn behind it. */
const PATIENCE_MILLISECONDS = 60_000;

/** Asks the environments back end what a unit would cost; a description without an estimate is better than a request that waits. */
export class EstimateSource {
  readonly #caller: CallerApi;

  constructor(options: { discovery: DiscoveryService; auth: AuthService }) {
    this.#caller = new CallerApi({
      auth: options.auth,
      api: impatientClient(options.discovery, PATIENCE_MILLISECONDS),
    });
  }

  /**
   * Has the estimate made without waiting for it, while the request goes its way; who asks for it later gets the same one,
   * which the back end keeps.
   */
  begin(
    unit: Unit,
    credentials: BackstageCredentials,
    logger: LoggerService,
  ): void {
    // What fails is logged, and never thrown
    void this.estimate(unit, credentials, logger);
  }

  /** The estimate, or undefined if there is none to be had: the plan's own estimate follows on the pull request. */
  async estimate(
    unit: Unit,
    credentials: BackstageCredentials,
    logger: LoggerService,
  ): Promise<Estimate | undefined> {
    try {
      const { name, blueprint, version, stage, account, region, parameters } =
        unit;
      return await this.#caller.ask(credentials, (api, as) =>
        api.createEstimate(
          {
            name,
            blueprint,
            version,
            stage,
            account,
            region,
            parameters,
            ...(unit.kind === 'tenant' && { environment: unit.environment }),
          },
          as,
        ),
      );
    } catch (error) {
      logger.info(
        `No estimate now (${toError(error).message}); the plan on the pull request will have one`,
      );
      return undefined;
    }
  }
}
