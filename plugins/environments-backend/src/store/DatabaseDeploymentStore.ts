import type { DeploymentReport } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type {
  ChangeNames,
  DeployedChange,
  DeploymentStore,
  StoredDeployment,
} from './DeploymentStore';
import { inBatches, insertMissing, rankedByUnit, whereOlder } from './rows';
import {
  Span,
  spansInBatches,
  whereBegins,
  whereOutside,
  whereWithin,
} from './spans';

interface DeploymentRow {
  repository: string;
  id: string;
  commit: string;
  outcome: string;
  started_at: string;
  report: string;
  reported_at: string;
}

/** What a deployment is found by, among those of a unit. */
const linksOf = (report: DeploymentReport) => ({
  commit: report.commit,
  pull_request: report.pullRequest ?? null,
});

function iso(time: string): string {
  return new Date(time).toISOString();
}

/** True when `next` tells more than `before`, or the same again. */
function supersedes(next: DeploymentReport, before: DeploymentReport): boolean {
  if (next.outcome === 'running') {
    return before.outcome === 'running';
  }
  return (
    before.outcome === 'running' ||
    !before.finishedAt ||
    !next.finishedAt ||
    Date.parse(next.finishedAt) >= Date.parse(before.finishedAt)
  );
}

/** Deployment reports in the plugin's database. */
export class DatabaseDeploymentStore implements DeploymentStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async putDeployment(
    { repository, units, report }: StoredDeployment,
    options: { at: Date },
  ): Promise<boolean> {
    const key = { repository, id: report.id };
    return this.#db.transaction(async trx => {
      const row: DeploymentRow = {
        ...key,
        commit: report.commit,
        outcome: report.outcome,
        started_at: iso(report.startedAt),
        report: JSON.stringify(report),
        reported_at: options.at.toISOString(),
      };
      // Taking the row first makes two reports of one run wait for each other.
      await insertMissing(trx, 'deployments', [row], ['repository', 'id']);
      const stored = await trx<DeploymentRow>('deployments')
        .where(key)
        .forUpdate()
        .first();
      const before = stored && (JSON.parse(stored.report) as DeploymentReport);
      if (before && !supersedes(report, before)) {
        return false;
      }
      await trx('deployments').where(key).update(row);
      await trx('deployment_units').where(key).delete();
      await insertMissing(
        trx,
        'deployment_units',
        [...new Set(units)].map(unit => ({
          ...key,
          unit,
          started_at: row.started_at,
          ...linksOf(report),
        })),
        ['repository', 'id', 'unit'],
      );
      return true;
    });
  }

  async lastDeployments(repository: string, units: string[]) {
    const newest = this.#db('deployment_units')
      .where({ repository })
      .whereIn('unit', units)
      .groupBy('unit')
      .select('unit')
      .max({ at: 'started_at' })
      .as('newest');
    const rows = await this.#db('deployment_units')
      .join(newest, join =>
        join
          .on('newest.unit', 'deployment_units.unit')
          .andOn('newest.at', 'deployment_units.started_at'),
      )
      .join('deployments', join =>
        join
          .on('deployments.repository', 'deployment_units.repository')
          .andOn('deployments.id', 'deployment_units.id'),
      )
      .where('deployment_units.repository', repository)
      .select<Array<{ unit: string; report: string }>>(
        'deployment_units.unit',
        'deployments.report',
      );
    return new Map(
      rows.map(row => [row.unit, JSON.parse(row.report) as DeploymentReport]),
    );
  }

  async recentlyDeployed(
    repository: string,
    units: readonly string[],
    options: { limit: number },
  ) {
    const ranked = rankedByUnit(this.#db, 'deployment_units', {
      repository,
      units,
      columns: ['repository', 'id'],
      order: 'started_at desc, id',
    });
    const rows: Array<{ unit: string; report: string }> = await this.#db
      .from(ranked)
      .join('deployments', join =>
        join
          .on('deployments.repository', 'ranked.repository')
          .andOn('deployments.id', 'ranked.id'),
      )
      .where('place', '<=', options.limit)
      .orderBy('place')
      .select('ranked.unit', 'deployments.report');
    const found = new Map<string, DeployedChange[]>();
    for (const { unit, report } of rows) {
      const { commit, pullRequest }: DeploymentReport = JSON.parse(report);
      found.set(unit, [...(found.get(unit) ?? []), { commit, pullRequest }]);
    }
    return found;
  }

  async deploymentsOfCommits(repository: string, shas: string[]) {
    const rows = await this.#db<DeploymentRow>('deployments')
      .where({ repository })
      .whereIn('commit', shas)
      .orderBy('started_at', 'desc');
    return rows.map(row => JSON.parse(row.report) as DeploymentReport);
  }

  async link(repository: string, unit: string): Promise<void> {
    const reports = await this.#deploymentsOfUnit(repository, unit, query =>
      query.whereNull('deployment_units.commit'),
    );
    for (const report of reports) {
      await this.#db('deployment_units')
        .where({ repository, unit, id: report.id })
        .update(linksOf(report));
    }
  }

  async deploymentsOf(
    repository: string,
    unit: string,
    options: {
      until?: string;
      before?: { at: string; id: string };
      limit: number;
    },
  ) {
    const { until, before, limit } = options;
    return this.#deploymentsOfUnit(repository, unit, query => {
      if (until !== undefined) {
        query.andWhere('deployment_units.started_at', '<=', until);
      }
      whereOlder(
        query,
        { at: 'deployment_units.started_at', id: 'deployment_units.id' },
        before,
      );
      query
        .orderBy([
          { column: 'deployment_units.started_at', order: 'desc' },
          { column: 'deployment_units.id', order: 'desc' },
        ])
        .limit(limit);
    });
  }

  async deployment(repository: string, unit: string, id: string) {
    const [found] = await this.#deploymentsOfUnit(repository, unit, query =>
      query.andWhere('deployment_units.id', id),
    );
    return found;
  }

  async deploymentsWithin(
    repository: string,
    unit: string,
    spans: readonly Span[],
  ) {
    const found: DeploymentReport[] = [];
    for (const some of spansInBatches(spans)) {
      found.push(
        ...(await this.#deploymentsOfUnit(repository, unit, query =>
          whereWithin(query, 'deployment_units.started_at', some),
        )),
      );
    }
    return found;
  }

  async deploymentsNaming(
    repository: string,
    unit: string,
    { pullRequests, commits, prefixes }: ChangeNames,
    options: { except: readonly Span[] },
  ) {
    const found: DeploymentReport[] = [];
    const add = async (keep: (query: Knex.QueryBuilder) => void) =>
      found.push(
        ...(await this.#deploymentsOfUnit(repository, unit, query => {
          keep(query);
          whereOutside(query, 'deployment_units.started_at', options.except);
        })),
      );
    for (const some of inBatches(pullRequests)) {
      await add(query => query.whereIn('deployment_units.pull_request', some));
    }
    for (const some of inBatches(commits)) {
      await add(query => query.whereIn('deployment_units.commit', some));
    }
    for (const some of inBatches(prefixes)) {
      await add(query => whereBegins(query, 'deployment_units.commit', some));
    }
    return found;
  }

  async firstDeploymentOf(repository: string, unit: string, stackName: string) {
    const named = JSON.stringify({ stackName }).slice(1, -1);
    const [first] = await this.#deploymentsOfUnit(repository, unit, query =>
      query
        // The names of stacks have no character that LIKE or JSON would take for another.
        .andWhere('deployments.report', 'like', `%${named}%`)
        .orderBy('deployment_units.started_at')
        .limit(1),
    );
    return first;
  }

  async #deploymentsOfUnit(
    repository: string,
    unit: string,
    keep: (query: Knex.QueryBuilder) => void,
  ): Promise<DeploymentReport[]> {
    const rows = await this.#db('deployment_units')
      .join('deployments', join =>
        join
          .on('deployments.repository', 'deployment_units.repository')
          .andOn('deployments.id', 'deployment_units.id'),
      )
      .where({
        'deployment_units.repository': repository,
        'deployment_units.unit': unit,
      })
      .modify(keep)
      .select<Array<{ report: string }>>('deployments.report');
    return rows.map(row => JSON.parse(row.report) as DeploymentReport);
  }
}
