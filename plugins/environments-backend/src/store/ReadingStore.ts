import type { Freshness } from '@plinth/plugin-environments-common';

/** Remembers when each source last answered, and why it did not. A source is named as people would: see `sources.ts`. */
export interface ReadingStore {
  /** The source answered; `state` is where the next reading goes on, `missing` what it did not tell, and why. */
  succeeded(
    source: string,
    options: { at: Date; state?: object; missing?: string },
  ): Promise<void>;
  /** The source did not answer; what was read before stays. */
  failed(source: string, options: { at: Date; reason: string }): Promise<void>;
  /** Freshness of each source, in the order asked; a source that was never read is stale. */
  freshness(sources: string[]): Promise<Freshness[]>;
  /** Freshness of every source that was ever read, or failed. */
  all(): Promise<Freshness[]>;
  /** Where the source goes on; undefined before its first answer. */
  state<T extends object>(source: string): Promise<T | undefined>;
}
