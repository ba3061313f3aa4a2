import { InputError } from '@backstage/errors';
import {
  budgetStatus,
  Costs,
  CostsQuery,
  findAnomalies,
  previousMonth,
  roundAmount,
  sumOfMonth,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { commitLink } from '../health/links';
import {
  CostLine,
  CostStore,
  costExplorerSource,
  DeploymentStore,
  ReadingStore,
  RepositoryStore,
} from '../store';
import { forecastMonth } from './forecastMonth';

const DAY_MS = 86_400_000;
/** What the view shows when the caller names no period. */
const DEFAULT_DAYS = 30;
/** Days before the period that anomalies are judged against, and that the forecast needs. */
const CONTEXT_DAYS = 45;

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

function toDays(lines: CostLine[], withServices: boolean): Costs['days'] {
  const days = new Map<string, CostLine[]>();
  for (const line of lines) {
    days.set(line.date, [...(days.get(line.date) ?? []), line]);
  }
  return [...days.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([date, ofDay]) => ({
      date,
      amount: roundAmount(ofDay.reduce((sum, line) => sum + line.amount, 0)),
      estimated: ofDay.some(line => line.estimated),
      ...(withServices
        ? {
            services: ofDay.map(line => ({
              service: line.service,
              amount: roundAmount(line.amount),
            })),
          }
        : {}),
    }));
}

/** Cost of a unit from the store; never asks Cost Explorer. */
export class CostsService {
  readonly #costs: CostStore;
  readonly #readings: ReadingStore;
  readonly #deployments: DeploymentStore;
  readonly #repositories: RepositoryStore;
  readonly #payerAccount: string | undefined;
  readonly #now: () => Date;

  constructor(options: {
    costs: CostStore;
    readings: ReadingStore;
    deployments: DeploymentStore;
    repositories: RepositoryStore;
    payerAccount?: string;
    now: () => Date;
  }) {
    this.#costs = options.costs;
    this.#readings = options.readings;
    this.#deployments = options.deployments;
    this.#repositories = options.repositories;
    this.#payerAccount = options.payerAccount;
    this.#now = options.now;
  }

  /** Daily cost in the period, with month sums, forecast, budget and the commits deployed in it. */
  async costsOf(
    unit: UnitIdentity,
    query: CostsQuery,
    repository: RepositoryConfig | undefined,
  ): Promise<Costs> {
    const today = this.#now().toISOString().slice(0, 10);
    const to = query.to ?? addDays(today, 1);
    const from = query.from ?? addDays(to, -DEFAULT_DAYS);
    if (from >= to) {
      throw new InputError(
        `The period is empty: from ${from} must be before to ${to}, which is exclusive`,
      );
    }
    const month = today.slice(0, 7);
    const readFrom = [
      addDays(from, -CONTEXT_DAYS),
      `${previousMonth(month)}-01`,
      addDays(today, -CONTEXT_DAYS),
    ].sort()[0];
    const readTo = [to, addDays(today, 1)].sort()[1];
    const lines = await this.#costs.lines(unit.entityRef, {
      from: readFrom,
      to: readTo,
    });
    const all = toDays(lines, query.groupBy === 'service');
    const inPeriod = (date: string) => date >= from && date < to;

    const monthToDate = sumOfMonth(all, month);
    const before = previousMonth(month);
    const forecast = forecastMonth(all, today);
    return {
      entityRef: unit.entityRef,
      currency: 'USD',
      from,
      to,
      days: all.filter(day => inPeriod(day.date)),
      monthToDate,
      previousMonth: all.some(day => day.date.startsWith(before))
        ? sumOfMonth(all, before)
        : null,
      forecast: forecast ?? null,
      budget:
        unit.monthlyBudget === undefined
          ? null
          : {
              monthly: unit.monthlyBudget,
              status: budgetStatus({
                monthToDate,
                forecast: forecast?.endOfMonth,
                monthly: unit.monthlyBudget,
              }),
            },
      anomalies: findAnomalies(all.filter(day => day.date < today)).filter(
        anomaly => inPeriod(anomaly.date),
      ),
      commits: await this.#commits(unit, repository, inPeriod),
      freshness: await this.#freshness(),
    };
  }

  async #commits(
    unit: UnitIdentity,
    repository: RepositoryConfig | undefined,
    inPeriod: (date: string) => boolean,
  ): Promise<Costs['commits']> {
    if (!repository) {
      return [];
    }
    const deployments = (
      await this.#deployments.deploymentsOf(repository.fullName, unit.unit)
    )
      .map(report => ({
        commit: report.commit,
        date: new Date(report.finishedAt ?? report.startedAt)
          .toISOString()
          .slice(0, 10),
      }))
      .filter(({ date }) => inPeriod(date))
      .reverse();
    const commits = await this.#repositories.commits(
      repository.fullName,
      deployments.map(d => d.commit),
    );
    return deployments.map(({ date, commit }) => ({
      date,
      commit: commitLink(repository, commit, commits),
    }));
  }

  async #freshness(): Promise<Costs['freshness']> {
    if (!this.#payerAccount) {
      return {
        readAt: null,
        source: 'Cost Explorer',
        stale: true,
        reason:
          'No cost is collected: environments.payerAccount is not configured.',
      };
    }
    const [freshness] = await this.#readings.freshness([
      costExplorerSource(this.#payerAccount),
    ]);
    return freshness;
  }
}
