import { isError } from '@backstage/errors';
import type { Ledger } from '../ledger/Ledger';
import { runUrl } from './runUrl';
import type { VerifiedRun } from './RunTokenVerifier';

/** Longest text that the ledger keeps of a refusal, which may quote what a report said. */
const MAX_TEXT = 500;

/** What refuses; any other error is a failure of the portal, or of what it asks. */
const REFUSALS = new Set([
  'AuthenticationError',
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'PayloadTooLargeError',
]);

/** Keeps in the ledger what was refused to runs whose token was verified: somebody tried it from the repository. */
export class RefusalRecorder {
  readonly #ledger: Ledger;
  readonly #now: () => Date;

  constructor(options: { ledger: Ledger; now: () => Date }) {
    this.#ledger = options.ledger;
    this.#now = options.now;
  }

  /** Records a refusal of each kind once for an attempt of a run, so that no run can fill the ledger. */
  async record(
    run: VerifiedRun,
    refused: { route: string; error: unknown },
  ): Promise<void> {
    const { route, error } = refused;
    if (!isError(error) || !REFUSALS.has(error.name)) {
      return;
    }
    const at = this.#now();
    const repository = run.repository.fullName;
    await this.#ledger.append(
      [
        {
          key: `refused:${repository}/${run.runId}-${run.runAttempt}${route}/${error.name}`,
          type: 'reportRefused',
          at: at.toISOString(),
          repository,
          units: [],
          summary: `Refused at ${route}: ${error.message}`.slice(0, MAX_TEXT),
          url: runUrl(run),
          ...(run.actor ? { actor: run.actor } : {}),
          details: {
            workflow: run.workflow.slice(0, MAX_TEXT),
            event: run.event.slice(0, MAX_TEXT),
            ref: run.ref.slice(0, MAX_TEXT),
          },
        },
      ],
      { at },
    );
  }
}
