import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Health, UnitIdentity } from '@plinth/plugin-environments-common';
import {
  parsePullUrl,
  type PullAddress,
  type PullComments,
} from '../collect/github/PullComments';
import { decideNotices, type PreviewState } from './decideNotices';

/**
 * Tells the pull request of a branch of its preview: the address once that is ready, and the end a day before. What was told stands in
 * the pull request itself, so that no portal needs to remember it.
 */
export class PreviewNotices {
  readonly #previews: () => Promise<UnitIdentity[]>;
  readonly #healthOf: (unit: UnitIdentity) => Promise<Health>;
  readonly #addressOf: (
    stack: Health['stacks'][number],
  ) => Promise<string | undefined>;
  readonly #comments: Pick<PullComments, 'own' | 'add'>;
  readonly #portalUrl: string;
  readonly #logger: LoggerService;
  readonly #now: () => Date;

  constructor(options: {
    /** All units of stage `preview`. */
    previews: () => Promise<UnitIdentity[]>;
    healthOf: (unit: UnitIdentity) => Promise<Health>;
    /** Where the unit of a stack is reached. */
    addressOf: (stack: Health['stacks'][number]) => Promise<string | undefined>;
    comments: Pick<PullComments, 'own' | 'add'>;
    portalUrl: string;
    logger: LoggerService;
    now: () => Date;
  }) {
    this.#previews = options.previews;
    this.#healthOf = options.healthOf;
    this.#addressOf = options.addressOf;
    this.#comments = options.comments;
    this.#portalUrl = options.portalUrl;
    this.#logger = options.logger;
    this.#now = options.now;
  }

  /** Tells what is due of each preview; one that cannot be told about keeps no other from being told. */
  async turn(): Promise<void> {
    for (const unit of await this.#previews()) {
      const pull = parsePullUrl(unit.previewOf ?? '');
      if (pull) {
        await this.#tell(unit, pull).catch(error =>
          this.#logger.warn(
            `${unit.previewOf} could not be told of the preview ${unit.name}: is the portal's GitHub App installed there, with issues: write?`,
            toError(error),
          ),
        );
      }
    }
  }

  async #tell(unit: UnitIdentity, pull: PullAddress): Promise<void> {
    const { status, stacks } = await this.#healthOf(unit);
    const main = stacks.find(({ name }) => name === unit.name);
    const state: PreviewState = {
      name: unit.name,
      healthy: status === 'Healthy',
      createdAt: main?.createdAt,
      ttlHours: unit.ttlHours,
    };
    const due = this.#due(state);
    if (!main || due.length === 0) {
      return;
    }
    const told = await this.#comments.own(pull);
    const isTold = (marker: string) =>
      told.some(body => body.startsWith(marker));
    if (due.every(({ marker }) => isTold(marker))) {
      return;
    }
    const address = await this.#addressOf(main);
    for (const { marker, body } of this.#due({ ...state, address })) {
      if (!isTold(marker)) {
        await this.#comments.add(pull, body);
      }
    }
  }

  #due(state: PreviewState) {
    return decideNotices(state, {
      now: this.#now(),
      portalUrl: this.#portalUrl,
    });
  }
}
