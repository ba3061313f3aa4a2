import type { AuthService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import { z } from 'zod';
import type { FleetUpgradeUnit, StoredFleetUpgrade } from '../store';
import type { UnitFacts } from './decideUpgrade';
import type { UpgradeRequests } from './FleetConductor';

const TEMPLATE = 'template:default/upgrade-blueprint';

const completion = z.object({
  output: z
    .object({
      pullRequestNumber: z.number(),
      pullRequestUrl: z.string(),
    })
    .optional(),
  error: z.object({ message: z.string() }).optional(),
  message: z.string().optional(),
});

/**
 * Asks for upgrades by the template that people use, on behalf of whoever began that of the fleet: the same checks, the same pull
 * request, and the same one if it is asked for again.
 */
export class ScaffolderUpgrades implements UpgradeRequests {
  readonly #scaffolder: ScaffolderService;
  readonly #auth: AuthService;

  constructor(options: { scaffolder: ScaffolderService; auth: AuthService }) {
    this.#scaffolder = options.scaffolder;
    this.#auth = options.auth;
  }

  async ask(
    { entityRef }: FleetUpgradeUnit,
    { request, requester }: StoredFleetUpgrade,
  ): Promise<string> {
    const { version, parameters, replaces } = request;
    const values: Record<string, JsonValue> = {
      entityRef,
      version,
      ...(parameters && { parameters: parameters as JsonObject }),
      ...(replaces && { replaces }),
      onBehalfOf: requester,
    };
    const { taskId } = await this.#scaffolder.scaffold(
      { templateRef: TEMPLATE, values },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return taskId;
  }

  /** What became of a task. */
  async outcome(taskId: string): Promise<NonNullable<UnitFacts['request']>> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const options = { credentials };
    try {
      const { status } = await this.#scaffolder.getTask({ taskId }, options);
      if (status === 'open' || status === 'processing') {
        return { state: 'running' };
      }
    } catch (error) {
      // The scaffolder forgets old tasks.
      if (isError(error) && error.name === 'NotFoundError') {
        return { state: 'lost' };
      }
      throw error;
    }
    const events = await this.#scaffolder.getLogs({ taskId }, options);
    const end = completion.safeParse(
      events.find(({ type }) => type === 'completion')?.body,
    ).data;
    return end?.output
      ? {
          state: 'opened',
          pull: {
            number: end.output.pullRequestNumber,
            url: end.output.pullRequestUrl,
          },
        }
      : {
          state: 'refused',
          reason: end?.error?.message ?? end?.message ?? 'its request failed',
        };
  }
}
