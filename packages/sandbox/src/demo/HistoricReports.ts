import { setTimeout as wait } from 'node:timers/promises';
import { unitEntityRef, unitPath } from '@plinth/blueprints/schema';
import type { Collection, DocumentStore } from '../documents';
import type { GitHubSandbox } from '../github';
import { planHashOf } from '../HistoricRequest';
import type { HistoricDeployment } from './historicDeployment';

/** A report of a deployment that the portal has not got yet; the body is of the portal's OpenAPI document. */
interface UnsentReport {
  runId: number;
  body: object;
}

/** A deployment of the past that has ended. */
export interface EndedDeployment extends HistoricDeployment {
  runId: number;
  /** ISO 8601. */
  startedAt: string;
  /** ISO 8601. */
  finishedAt: string;
  /** The ARN of a stack that was deployed. */
  stackIdOf(stack: {
    account: string;
    region: string;
    stackName: string;
  }): string | undefined;
}

/** How long until a portal that does not answer is asked again. */
const AGAIN_MS = 1_000;

/** With what a portal answers that knows reports, and does not take this one. */
const REFUSALS = [400, 401, 403, 409];

/**
 * What the runs of the past have to tell the portal of their deployments. The portal starts after them, so it is kept, and sent as soon as
 * the portal takes it: in order, and each as the run that it is of, with a token of its own.
 */
export class HistoricReports {
  readonly #unsent: Collection<UnsentReport>;
  readonly #github: GitHubSandbox;
  readonly #portalUrl: string;
  readonly #end = new AbortController();
  #sending: Promise<void> | undefined;

  constructor(parts: {
    documents: DocumentStore;
    github: GitHubSandbox;
    portalUrl: string;
  }) {
    this.#unsent = parts.documents.collection('unsent-reports');
    this.#github = parts.github;
    this.#portalUrl = parts.portalUrl.replace(/\/+$/, '');
  }

  /** Keeps what the run of a deployment reports at its end. */
  keep(ended: EndedDeployment): void {
    this.#unsent.put(String(ended.runId), {
      runId: ended.runId,
      body: reportOf(ended),
    });
  }

  /** Sends what is kept, and waits for a portal that is not there yet; does nothing while it does so already. */
  send(): void {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Leaves what could not be sent to the next start. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#unsent.size > 0 && !this.#end.signal.aborted) {
      const [next] = this.#unsent.values();
      if (await this.#isAnswered(next)) {
        this.#unsent.delete(String(next.runId));
      } else {
        await wait(AGAIN_MS, undefined, { signal: this.#end.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /** Whether the portal took or refused a report; false where it is not there yet. */
  async #isAnswered({ runId, body }: UnsentReport): Promise<boolean> {
    const token = await this.#github.actions.mintOidcToken({
      runId,
      audience: 'plinth',
    });
    let response: Response;
    try {
      response = await fetch(
        `${this.#portalUrl}/api/environments/v1/deployments`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify(body),
          signal: this.#end.signal,
        },
      );
    } catch {
      return false;
    }
    const isRefused = REFUSALS.includes(response.status);
    if (isRefused) {
      process.emitWarning(
        `The portal refuses what run ${runId} reports: ${await response.text()}`,
      );
    }
    return response.ok || isRefused;
  }
}

function reportOf({
  runId,
  request,
  pull,
  sha,
  startedAt,
  finishedAt,
  stackIdOf,
}: EndedDeployment): object {
  const { deployment: outcome = 'succeeded', fault, stacks, units } = request;
  const ended = {
    outcome,
    ...(outcome !== 'succeeded' && fault && { reason: fault.message }),
    startedAt,
    finishedAt,
  };
  const [unit] = units;
  return {
    ...ended,
    id: `${runId}-1-deploy`,
    commit: sha,
    pullRequest: pull.number,
    planHash: planHashOf(request),
    runId: String(runId),
    stacks: stacks.map(stack => {
      const { stackName, account, region, constructs } = stack;
      return {
        ...ended,
        unit: unitPath(unit),
        entityRef: unitEntityRef(unit),
        stackName,
        stackId: stackIdOf(stack),
        account,
        region,
        constructs,
      };
    }),
  };
}
