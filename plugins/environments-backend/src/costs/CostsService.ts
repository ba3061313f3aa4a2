import type {
  Costs,
  CostsQuery,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { REACH_MS } from '../changes/spans';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { commitLink } from '../health/links';
import { isUnchanged } from '../health/outcomeOfUnit';
import {
  CostStore,
  DeploymentStore,
  ReadingStore,
  RepositoryStore,
  StackStore,
} from '../store';
import { costFreshness } from './costFreshness';
import { summarizeCosts } from './summarizeCosts';
import { sumAdjustments } from './sumAdjustments';
import { Period, viewedPeriod } from './viewedPeriod';

/** Cost of a unit from the store; never asks Cost Explorer. */
export class CostsService {
  readonly #costs: CostStore;
  readonly #readings: ReadingStore;
  readonly #deployments: DeploymentStore;
  readonly #repositories: RepositoryStore;
  readonly #stacks: StackStore;
  readonly #payerAccount: string | undefined;
  readonly #now: () => Date;

  constructor(options: {
    costs: CostStore;
    readings: ReadingStore;
    deployments: DeploymentStore;
    repositories: RepositoryStore;
    stacks: StackStore;
    payerAccount?: string;
    now: () => Date;
  }) {
    this.#costs = options.costs;
    this.#readings = options.readings;
    this.#deployments = options.deployments;
    this.#repositories = options.repositories;
    this.#stacks = options.stacks;
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
    const { shown, read } = viewedPeriod(query, today);
    const [lines, adjustments, commits, freshness, stacks] = await Promise.all([
      this.#costs.lines(unit.entityRef, read),
      this.#costs.adjustments(unit.entityRef, read),
      this.#commits(unit, repository, shown),
      costFreshness(this.#readings, this.#payerAccount),
      this.#stacks.stacksOfUnits([unit]),
    ]);
    return {
      entityRef: unit.entityRef,
      currency: 'USD',
      ...shown,
      ...summarizeCosts(lines, {
        shown,
        today,
        monthlyBudget: unit.monthlyBudget,
        known: lines.length > 0 || freshness.readAt !== null,
        ended: stacks.length > 0 && stacks.every(stack => stack.deletedAt),
        byService: query.groupBy === 'service',
      }),
      adjustments: sumAdjustments(adjustments, today.slice(0, 7)),
      commits,
      freshness,
    };
  }

  async #commits(
    unit: UnitIdentity,
    repository: RepositoryConfig | undefined,
    { from, to }: Period,
  ): Promise<Costs['commits']> {
    if (!repository) {
      return [];
    }
    const began = new Date(Date.parse(from) - REACH_MS).toISOString();
    const deployments = (
      await this.#deployments.deploymentsWithin(
        repository.fullName,
        unit.unit,
        // Those that end in the period count, and began before it at most as long as a run takes.
        [{ from: began, until: to }],
      )
    )
      .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
      .filter(report => !isUnchanged(report, unit.unit))
      .map(report => ({
        commit: report.commit,
        date: new Date(report.finishedAt ?? report.startedAt)
          .toISOString()
          .slice(0, 10),
      }))
      .filter(({ date }) => date >= from && date < to);
    const commits = await this.#repositories.commits(
      repository.fullName,
      deployments.map(d => d.commit),
    );
    return deployments.map(({ date, commit }) => ({
      date,
      commit: commitLink(repository, commit, commits),
    }));
  }
}
