import type { ChangeEntry } from '@plinth/plugin-environments-common';
import type { JsonObject } from '@backstage/types';
import type { ChangeNames } from '../store/DeploymentStore';
import type { Span } from '../store/spans';

/** One fact, as it is hashed. Everything that an audit relies on is in it. */
export interface LedgerFact {
  /** Names the fact, so that it is recorded once however often it is read: `merged:host/owner/repo#12`. */
  key: string;
  type: ChangeEntry['type'];
  /** When it happened, by the source's clock; ISO 8601. */
  at: string;
  /** `host/owner/repo`. */
  repository: string;
  /** Folders of the units it concerns. */
  units: string[];
  /** One line for people. */
  summary: string;
  actor?: string;
  url?: string;
  pullRequest?: number;
  /** The commit on the deployed branch. */
  commit?: string;
  details?: JsonObject;
}

/** A fact with its place in the log. */
export interface LedgerEntry extends LedgerFact {
  /** Counted from 0. */
  seq: number;
  /** RFC 9162 leaf hash, hex. */
  leafHash: string;
  recordedAt: string;
}

/** The append-only record from which changes are read. */
export interface Ledger {
  /** Appends the facts that are not recorded yet, in the order given; answers those. */
  append(facts: LedgerFact[], options: { at: Date }): Promise<LedgerEntry[]>;
  /** The entry of a fact; undefined if it is not recorded. */
  find(key: string): Promise<LedgerEntry | undefined>;
  /**
   * Makes all entries of a unit findable by when they happened and what they name: while an upgrade rolls, the version before
   * records entries that are not.
   */
  link(repository: string, unit: string): Promise<void>;
  /** Entries that concern a unit of a repository, by when they happened: the newest first, none after `until`, ISO 8601. */
  entriesOf(
    repository: string,
    unit: string,
    options: { until?: string; limit: number },
  ): Promise<LedgerEntry[]>;
  /** Entries that concern a unit and happened within any of these stretches, in any order. */
  entriesWithin(
    repository: string,
    unit: string,
    spans: readonly Span[],
  ): Promise<LedgerEntry[]>;
  /** Entries that concern a unit and name any of these, in any order; none that happened within the stretches of `except`. */
  entriesNaming(
    repository: string,
    unit: string,
    names: ChangeNames,
    options: { except: readonly Span[] },
  ): Promise<LedgerEntry[]>;
  /** Entries that concern any of these units of a repository and were recorded after a time, newest first. */
  entriesSince(
    repository: string,
    units: readonly string[],
    options: { since: Date; limit: number },
  ): Promise<LedgerEntry[]>;
  /** Number of entries. */
  size(): Promise<number>;
  /** Number of entries and the RFC 9162 root over their leaf hashes, hex. */
  head(): Promise<{ size: number; root: string }>;
}
