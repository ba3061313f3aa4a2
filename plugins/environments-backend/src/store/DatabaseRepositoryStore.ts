import type { Commit } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type {
  RepositoryStore,
  StoredCommit,
  StoredPullRequest,
} from './RepositoryStore';
import {
  fromJson,
  inBatches,
  insertMissing,
  optional,
  rankedByUnit,
  toJson,
  unitKey,
} from './rows';
import { Span, spansInBatches, whereBegins, whereWithin } from './spans';

interface CommitRow {
  repository: string;
  sha: string;
  message: string;
  author: string | null;
  committed_at: string;
  url: string;
}

interface PullRequestRow {
  repository: string;
  number: number;
  title: string;
  url: string;
  state: string;
  author: string;
  head_sha: string;
  merge_commit: string | null;
  created_at: string;
  updated_at: string;
  closed_at: string | null;
  request: string | null;
  evidence: string | null;
  task: string | null;
  content: string | null;
}

function toCommit(row: CommitRow): Commit {
  return {
    sha: row.sha,
    url: row.url,
    message: row.message,
    author: optional(row.author),
    committedAt: row.committed_at,
  };
}

function toPullRequest(row: PullRequestRow): StoredPullRequest {
  return {
    repository: row.repository,
    number: row.number,
    title: row.title,
    url: row.url,
    state: row.state as StoredPullRequest['state'],
    author: row.author,
    headSha: row.head_sha,
    mergeCommit: optional(row.merge_commit),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    closedAt: optional(row.closed_at),
    request: fromJson(row.request),
    evidence: fromJson(row.evidence),
    content: fromJson(row.content),
  };
}

/** Commits and pull requests in the plugin's database. */
export class DatabaseRepositoryStore implements RepositoryStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async addCommits(commits: StoredCommit[]) {
    await this.#db.transaction(async trx => {
      // Units first: a commit counts as known only once its units are there.
      await insertMissing(
        trx,
        'commit_units',
        commits.flatMap(commit =>
          commit.units.map(unit => ({
            repository: commit.repository,
            sha: commit.sha,
            unit,
            committed_at: commit.committedAt,
          })),
        ),
        ['repository', 'sha', 'unit'],
      );
      await insertMissing(
        trx,
        'commits',
        commits.map((commit): CommitRow => ({
          repository: commit.repository,
          sha: commit.sha,
          message: commit.message,
          author: commit.author ?? null,
          committed_at: commit.committedAt,
          url: commit.url,
        })),
        ['repository', 'sha'],
      );
    });
  }

  async knownCommits(repository: string, shas: string[]) {
    return new Set((await this.commits(repository, shas)).keys());
  }

  async commits(repository: string, shas: string[]) {
    const rows = await this.#db<CommitRow>('commits')
      .where({ repository })
      .whereIn('sha', shas);
    return new Map(rows.map(row => [row.sha, toCommit(row)]));
  }

  async commitsBeginning(repository: string, prefixes: readonly string[]) {
    const found = new Map<string, Commit>();
    for (const some of inBatches(prefixes)) {
      const rows = await this.#db<CommitRow>('commits')
        .where({ repository })
        .modify(whereBegins, 'sha', some);
      for (const row of rows) {
        const prefix = some.find(each => row.sha.startsWith(each));
        if (prefix !== undefined) {
          found.set(prefix, toCommit(row));
        }
      }
    }
    return found;
  }

  async commitsWithin(
    repository: string,
    unit: string,
    spans: readonly Span[],
  ) {
    const found: Commit[] = [];
    for (const some of spansInBatches(spans)) {
      const rows = await this.#db<CommitRow>('commits')
        .where({ repository })
        .modify(whereWithin, 'committed_at', some)
        .andWhere(named =>
          named
            .whereExists(
              this.#db('deployment_units')
                .where({ repository, unit })
                .where('commit', this.#db.ref('commits.sha')),
            )
            .orWhereExists(
              this.#db('ledger_entry_units')
                .where({ unit: unitKey(repository, unit) })
                .where('commit', this.#db.ref('commits.sha')),
            ),
        );
      found.push(...rows.map(toCommit));
    }
    return found;
  }

  async unitsOfCommit(repository: string, sha: string) {
    return (await this.unitsOfCommits(repository, [sha])).get(sha) ?? [];
  }

  async unitsOfCommits(repository: string, shas: string[]) {
    const found = new Map<string, string[]>();
    for (const some of inBatches([...new Set(shas)])) {
      const rows = await this.#db('commit_units')
        .where({ repository })
        .whereIn('sha', some)
        .orderBy('unit')
        .select<Array<{ sha: string; unit: string }>>('sha', 'unit');
      for (const { sha, unit } of rows) {
        found.set(sha, [...(found.get(sha) ?? []), unit]);
      }
    }
    return found;
  }

  async lastCommits(repository: string, units: string[]) {
    const newest = this.#db('commit_units')
      .where({ repository })
      .whereIn('unit', units)
      .groupBy('unit')
      .select('unit')
      .max({ at: 'committed_at' })
      .as('newest');
    const rows = await this.#db('commit_units')
      .join(newest, join =>
        join
          .on('newest.unit', 'commit_units.unit')
          .andOn('newest.at', 'commit_units.committed_at'),
      )
      .join('commits', join =>
        join
          .on('commits.repository', 'commit_units.repository')
          .andOn('commits.sha', 'commit_units.sha'),
      )
      .where('commit_units.repository', repository)
      .select<Array<CommitRow & { unit: string }>>(
        'commits.*',
        'commit_units.unit',
      );
    return new Map(rows.map(row => [row.unit, toCommit(row)]));
  }

  async recentCommits(
    repository: string,
    units: readonly string[],
    options: { limit: number },
  ) {
    const ranked = rankedByUnit(this.#db, 'commit_units', {
      repository,
      units,
      columns: ['sha'],
      order: 'committed_at desc, sha',
    });
    const rows: Array<{ unit: string; sha: string }> = await this.#db
      .from(ranked)
      .where('place', '<=', options.limit)
      .orderBy('place')
      .select('unit', 'sha');
    const found = new Map<string, string[]>();
    for (const { unit, sha } of rows) {
      found.set(unit, [...(found.get(unit) ?? []), sha]);
    }
    return found;
  }

  async putPullRequest(pull: StoredPullRequest) {
    const row: PullRequestRow = {
      repository: pull.repository,
      number: pull.number,
      title: pull.title,
      url: pull.url,
      state: pull.state,
      author: pull.author,
      head_sha: pull.headSha,
      merge_commit: pull.mergeCommit ?? null,
      created_at: pull.createdAt,
      updated_at: pull.updatedAt,
      closed_at: pull.closedAt ?? null,
      request: toJson(pull.request),
      evidence: toJson(pull.evidence),
      task: pull.request?.task ?? null,
      content: toJson(pull.content),
    };
    await this.#db('pull_requests')
      .insert(row)
      .onConflict(['repository', 'number'])
      .merge()
      .where('pull_requests.updated_at', '<=', row.updated_at);
  }

  async pullRequests(repository: string, numbers: number[]) {
    const rows = await this.#db<PullRequestRow>('pull_requests')
      .where({ repository })
      .whereIn('number', numbers);
    return new Map(rows.map(row => [row.number, toPullRequest(row)]));
  }

  async currentPullRequests(
    repository: string,
    options: { endedSince: string; limit: number },
  ) {
    const rows = await this.#db<PullRequestRow>('pull_requests')
      .where({ repository })
      .andWhere(current =>
        current
          .where({ state: 'open' })
          .orWhere('closed_at', '>=', options.endedSince),
      )
      .orderBy('number', 'desc')
      .limit(options.limit);
    return rows.map(toPullRequest);
  }

  async pullRequestOfTask(task: string) {
    const row = await this.#db<PullRequestRow>('pull_requests')
      .where({ task })
      .orderBy('number', 'desc')
      .first();
    return row && toPullRequest(row);
  }

  async pullRequestsOfCommits(repository: string, shas: string[]) {
    const rows = await this.#db<PullRequestRow>('pull_requests')
      .where({ repository, state: 'merged' })
      .whereIn('merge_commit', shas);
    return new Map(
      rows.map(row => [row.merge_commit as string, toPullRequest(row)]),
    );
  }
}
