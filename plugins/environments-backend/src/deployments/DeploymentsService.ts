import type {
  Deployment,
  PageInfo,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { newestFirst, pageChanges, positionIn } from '../changes/pageChanges';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { Ledger } from '../ledger/Ledger';
import type { Stores } from '../store';
import {
  describeDeployment,
  factsOfReport,
  factsOfRun,
  type DeploymentFacts,
} from './describeDeployment';

/** The tables that deployments are told from. */
type DeploymentStores = Pick<
  Stores,
  'deployments' | 'plans' | 'repositories' | 'runs'
>;

/** Whose deployments are asked for. */
type Subject = Pick<UnitIdentity, 'unit' | 'stage'>;

/** Deployments of units from the store; asks neither AWS nor GitHub. */
export class DeploymentsService {
  readonly #stores: DeploymentStores;
  readonly #ledger: Pick<Ledger, 'entriesNaming' | 'link'>;

  constructor(
    options: DeploymentStores & {
      ledger: Pick<Ledger, 'entriesNaming' | 'link'>;
    },
  ) {
    this.#stores = options;
    this.#ledger = options.ledger;
  }

  /** One page of the deployments of a unit, newest first; throws an `InputError` for a cursor that is none. */
  async page(
    repository: RepositoryConfig,
    subject: Subject,
    options: { cursor?: string; limit: number },
  ): Promise<{ items: Deployment[]; pageInfo: PageInfo }> {
    const { fullName } = repository;
    const asked = {
      before: positionIn(options.cursor),
      limit: options.limit + 1,
    };
    const [reports, unreported] = await Promise.all([
      this.#stores.deployments.deploymentsOf(fullName, subject.unit, asked),
      this.#stores.runs.unreportedRuns(fullName, subject.unit, asked),
    ]);
    const runs = await this.#stores.runs.runs(
      fullName,
      reports.map(({ runId }) => runId),
    );
    const { items, pageInfo } = pageChanges(
      [
        ...reports.map(report => factsOfReport(report, runs)),
        ...unreported.map(factsOfRun),
      ].sort(newestFirst),
      options,
    );
    return {
      items: await this.#describe(repository, subject, items),
      pageInfo,
    };
  }

  /** What is known of a deployment of a unit; undefined if there is none with this id. */
  async find(
    { fullName }: RepositoryConfig,
    { unit }: Subject,
    id: string,
  ): Promise<DeploymentFacts | undefined> {
    const report = await this.#stores.deployments.deployment(
      fullName,
      unit,
      id,
    );
    const [runId] = id.split('-');
    const runs = await this.#stores.runs.runs(fullName, [runId]);
    if (report) {
      return factsOfReport(report, runs);
    }
    const run = runs.get(runId);
    const facts = run && factsOfRun(run);
    const units = await this.#stores.runs.unitsOfRun(fullName, runId);
    return facts?.id === id && units.includes(unit) ? facts : undefined;
  }

  async #describe(
    repository: RepositoryConfig,
    { unit, stage }: Subject,
    items: DeploymentFacts[],
  ): Promise<Deployment[]> {
    const { fullName } = repository;
    const shas = [
      ...new Set(
        items.flatMap(({ report, run }) => report?.commit ?? run?.commit ?? []),
      ),
    ];
    const merged = await this.#stores.repositories.pullRequestsOfCommits(
      fullName,
      shas,
    );
    const numbers = [
      ...new Set([
        ...items.flatMap(({ report }) => report?.pullRequest ?? []),
        ...[...merged.values()].map(({ number }) => number),
      ]),
    ];
    await this.#ledger.link(fullName, unit);
    const [commits, pullRequests, plans, entries] = await Promise.all([
      this.#stores.repositories.commits(fullName, shas),
      this.#stores.repositories.pullRequests(fullName, numbers),
      this.#stores.plans.plansOf(fullName, numbers),
      this.#ledger.entriesNaming(
        fullName,
        unit,
        { pullRequests: numbers, commits: [], prefixes: [] },
        { except: [] },
      ),
    ]);
    const planned = entries
      .filter(({ type }) => type === 'planned')
      .sort((a, b) => a.seq - b.seq);
    return items.map(item =>
      describeDeployment(item, {
        repository,
        unit,
        stage,
        commits,
        pullRequests,
        merged,
        plans,
        planned,
      }),
    );
  }
}
