import type { DeploymentReport } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type { DeploymentStore, StoredDeployment } from './DeploymentStore';
import { insertMissing } from './rows';

interface DeploymentRow {
  repository: string;
  id: string;
  commit: string;
  outcome: string;
  started_at: string;
  report: string;
  reported_at: string;
}

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

  async deploymentsOfCommits(repository: string, shas: string[]) {
    const rows = await this.#db<DeploymentRow>('deployments')
      .where({ repository })
      .whereIn('commit', shas)
      .orderBy('started_at', 'desc');
    return rows.map(row => JSON.parse(row.report) as DeploymentReport);
  }

  async deploymentsOf(repository: string, unit: string) {
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
      .orderBy('deployments.started_at', 'desc')
      .select<Array<{ report: string }>>('deployments.report');
    return rows.map(row => JSON.parse(row.report) as DeploymentReport);
  }
}
