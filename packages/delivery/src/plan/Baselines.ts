import pLimit from 'p-limit';
import {
  stackKey,
  type DeployedStack,
  type StackLocation,
  type StackReader,
} from '../aws/DeployedStack';
import type { Attempts } from './Attempts';

/** CloudFormation's rates are low, and shared with the portal. */
const READS_AT_ONCE = 4;

/** What is deployed, each stack read once; what cannot be read is an error finding. */
export class Baselines {
  readonly #stacks = new Map<string, DeployedStack | undefined>();
  readonly #limit = pLimit(READS_AT_ONCE);
  readonly #reader: StackReader;
  readonly #attempts: Attempts;

  constructor(options: { reader: StackReader; attempts: Attempts }) {
    this.#reader = options.reader;
    this.#attempts = options.attempts;
  }

  /** Reads the stacks that were not read before. */
  async read(locations: readonly StackLocation[]): Promise<void> {
    const wanted = new Map(locations.map(each => [stackKey(each), each]));
    const unread = [...wanted].filter(([key]) => !this.#stacks.has(key));
    await Promise.all(
      unread.map(([key, location]) =>
        this.#limit(() => this.#read(key, location)),
      ),
    );
  }

  async #read(key: string, location: StackLocation): Promise<void> {
    await this.#attempts.get('baseline', async () => {
      this.#stacks.set(key, await this.#reader.read(location));
    });
  }

  /** The stack as it is deployed; undefined when there is none, or it was not read. */
  get(location: StackLocation): DeployedStack | undefined {
    return this.#stacks.get(stackKey(location));
  }

  /** Whether it is known what is deployed; false for what was not read, or could not be. */
  isRead(location: StackLocation): boolean {
    return this.#stacks.has(stackKey(location));
  }

  /** Whether there surely is no such stack: what could not be read counts as there. */
  isMissing(location: StackLocation): boolean {
    return this.isRead(location) && !this.get(location);
  }
}
