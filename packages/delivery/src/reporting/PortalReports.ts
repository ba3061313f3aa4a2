import type {
  ApprovalRecord,
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import { DeliveryError, messageOf } from '../errors';
import type { OidcTokens } from '../github/OidcTokens';
import { PortalClient } from '../portal/PortalClient';
import type { Settings } from '../settings/Settings';
import type { Reporter } from './Reporter';

const ADVICE =
  'Set portalUrl in plinth.json, or the variable PLINTH_PORTAL_URL, and give the job permissions: id-token: write.';

/**
 * Reports to the portal, if there is one. One that does not answer stops no deployment that is under way, since its collectors
 * find the stacks anyhow; a plan that it did not record cannot be approved, which whoever reports it must say.
 */
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

  /** Resolves to whether the portal knows the plan now; where the run knows no portal, no deployment will find an approval. */
  async plan(report: PlanReport): Promise<boolean> {
    if (!this.#client) {
      this.#reporter.warn(
        `The plan cannot be approved: the portal records it, and this run knows none. ${ADVICE}`,
      );
      return false;
    }
    return this.#record('plan', this.#client.reportPlan(report));
  }

  async deployment(report: DeploymentReport): Promise<void> {
    await this.#record('deployment', this.#client?.reportDeployment(report));
  }

  /** What an approval depends on; throws a `DeliveryError` when there is no portal, or it does not say. */
  async approval(number: number, head: string): Promise<ApprovalRecord> {
    if (!this.#client) {
      throw new DeliveryError(
        `Nothing was deployed: what was approved is recorded by the portal, and this run knows none. ${ADVICE}`,
        'portal',
      );
    }
    try {
      return await this.#client.approval(number, head);
    } catch (error) {
      throw new DeliveryError(
        `Nothing was deployed: the portal does not say what was approved: ${messageOf(error)}. Run this deployment again when it answers.`,
        'portal',
      );
    }
  }

  async #record(
    what: string,
    recorded: Promise<void> | undefined,
  ): Promise<boolean> {
    try {
      await recorded;
      return true;
    } catch (error) {
      this.#reporter.warn(
        `The ${what} is not recorded in the portal: ${messageOf(error)}`,
      );
      return false;
    }
  }
}
