import type {
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import { messageOf } from '../errors';
import type { OidcTokens } from '../github/OidcTokens';
import { PortalClient } from '../portal/PortalClient';
import type { Settings } from '../settings/Settings';
import type { Reporter } from './Reporter';

/** Reports to the portal, if there is one; one that does not answer stops nothing, since its collectors find the stacks anyhow. */
export class PortalReports {
  readonly #client: PortalClient | undefined;
  readonly #reporter: Reporter;

  constructor(options: {
    settings: Pick<Settings, 'portalUrl' | 'audience'>;
    /** Undefined where the job has no `id-token: write`. */
    tokens: OidcTokens | undefined;
    reporter: Reporter;
  }) {
    const { settings, tokens, reporter } = options;
    const { portalUrl, audience } = settings;
    this.#reporter = reporter;
    this.#client =
      portalUrl && tokens
        ? PortalClient.create({ portalUrl, audience, tokens })
        : undefined;
  }

  /** Whether there is a portal that this run can report to. */
  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  async plan(report: PlanReport): Promise<void> {
    await this.#record('plan', this.#client?.reportPlan(report));
  }

  async deployment(report: DeploymentReport): Promise<void> {
    await this.#record('deployment', this.#client?.reportDeployment(report));
  }

  async #record(what: string, recorded: Promise<void> | undefined) {
    try {
      await recorded;
    } catch (error) {
      this.#reporter.warn(
        `The ${what} is not recorded in the portal: ${messageOf(error)}`,
      );
    }
  }
}
