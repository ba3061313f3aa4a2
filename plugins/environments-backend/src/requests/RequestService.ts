import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  changesReadPermission,
  type Change,
  type RequestAddress,
  type RequestDeployment,
  type RequestStory,
  type RequestSummary,
} from '@plinth/plugin-environments-common';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { ActorNames } from '../changes/ActorNames';
import type { ChangesService } from '../changes/ChangesService';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { UnitRepositories } from '../config/UnitRepositories';
import { combineFreshness } from '../health/combineFreshness';
import { commitLink, deploymentOfUnit } from '../health/links';
import {
  cloudFormationSource,
  repositorySource,
  runsSource,
  type Stores,
} from '../store';
import type { Caller } from './Caller';
import {
  judgeRequest,
  requesterOf,
  type RequestJudgement,
} from './judgeRequest';
import { nudgeOf } from './nudgeOf';
import type { KnownPull, RequestAccess } from './RequestAccess';
import type { RequestFacts } from './RequestFacts';
import type { RequestReader } from './RequestReader';
import { actorsOfRequest, stepsOf } from './stepsOf';

/** Units of one request of which the audit trail is joined; a change of all units has more than anybody reads. */
const TOLD_UNITS = 20;

/** Newest events of a unit that are told. */
const EVENTS = 30;

/** A request that somebody may see, with what it is judged by. */
export interface FoundRequest {
  known: KnownPull;
  facts: RequestFacts;
  judgement: RequestJudgement;
}

/** Requests as people follow them, from the store. */
export class RequestService {
  readonly #access: RequestAccess;
  readonly #reader: RequestReader;
  readonly #changes: ChangesService;
  readonly #actors: ActorNames;
  readonly #repositories: UnitRepositories;
  readonly #stores: Pick<
    Stores,
    'nudges' | 'readings' | 'repositories' | 'stackEvents' | 'stacks'
  >;
  readonly #now: () => Date;

  constructor(
    options: {
      access: RequestAccess;
      reader: RequestReader;
      changes: ChangesService;
      actors: ActorNames;
      unitRepositories: UnitRepositories;
      now: () => Date;
    } & Pick<
      Stores,
      'nudges' | 'readings' | 'repositories' | 'stackEvents' | 'stacks'
    >,
  ) {
    this.#access = options.access;
    this.#reader = options.reader;
    this.#changes = options.changes;
    this.#actors = options.actors;
    this.#repositories = options.unitRepositories;
    this.#stores = options;
    this.#now = options.now;
  }

  /** A request for which the caller has a permission; throws 404 and 403. */
  async find(
    address: RequestAddress,
    permission: ResourcePermission<'catalog-entity'>,
    caller: Caller,
  ): Promise<FoundRequest> {
    const repository = this.#repositoryOf(address);
    const pulls = await this.#stores.repositories.pullRequests(
      repository.fullName,
      [address.number],
    );
    const pull = pulls.get(address.number);
    if (!pull) {
      throw new NotFoundError(
        `The portal knows no pull request #${address.number} of ${address.owner}/${address.repo}; one that was just opened is read within two minutes`,
      );
    }
    const [known] = await this.#access.filter(
      [await this.#reader.withUnits(pull)],
      permission,
      caller,
    );
    if (!known) {
      throw new NotAllowedError(
        `You are not allowed to do ${permission.name} on all units of pull request #${address.number}`,
      );
    }
    const [facts] = await this.#reader.factsOf(repository, [known]);
    return { known, facts, judgement: judgeRequest(facts) };
  }

  /** Where the request of a scaffolder task is; throws 404 for a task of which no pull request is read yet. */
  async ofTask(task: string): Promise<RequestAddress> {
    const pull = await this.#stores.repositories.pullRequestOfTask(task);
    const repository =
      pull &&
      this.#repositories.all.find(
        ({ fullName }) => fullName === pull.repository,
      );
    if (!repository) {
      throw new NotFoundError(
        `The portal knows no pull request of task ${task}; one that was just opened is read within two minutes`,
      );
    }
    const { owner, repo } = repository;
    return { owner, repo, number: pull.number };
  }

  /** The whole story of a request. */
  async story(address: RequestAddress, caller: Caller): Promise<RequestStory> {
    const found = await this.find(address, changesReadPermission, caller);
    const { facts, judgement } = found;
    const { pull, repository } = facts;
    const [changes, lastNudge, events, freshness, nameOf] = await Promise.all([
      this.#changesOf(found),
      this.#stores.nudges.lastNudge(pull.repository, pull.number),
      this.#eventsOf(found),
      this.#freshnessOf(found),
      this.#actors.namer(actorsOfRequest(facts, judgement), caller.credentials),
    ]);
    const { approvals } = judgement;
    const commits = new Map();
    return {
      ...summarize(found, nameOf),
      author: nameOf(pull.author),
      ...(pull.request ? { task: pull.request.task } : {}),
      ...(pull.content
        ? { files: pull.content.files, answers: pull.content.answers }
        : {}),
      steps: stepsOf(facts, judgement),
      ...(judgement.problem ? { problem: judgement.problem } : {}),
      ...planOf(found, changes),
      reviews: (pull.evidence?.reviews ?? []).map(review => {
        const refusal = approvals?.refused.find(
          each => each.review.id === review.id,
        );
        return {
          by: nameOf(review.reviewer.login),
          state: review.state,
          at: new Date(review.submittedAt).toISOString(),
          counts:
            approvals?.counted.some(({ id }) => id === review.id) ?? false,
          ...(refusal ? { reason: refusal.reason } : {}),
        };
      }),
      missing: pull.state === 'open' ? [...(approvals?.missing ?? [])] : [],
      ...(pull.mergeCommit
        ? { commit: commitLink(repository, pull.mergeCommit) }
        : {}),
      ...(pull.content?.mergedBy
        ? { mergedBy: nameOf(pull.content.mergedBy) }
        : {}),
      ...(pull.closedAt ? { endedAt: pull.closedAt } : {}),
      deployments: facts.units.map(
        ({ path, entityRef, report, pipeline, health }): RequestDeployment => ({
          unit: path,
          entityRef,
          ...(report
            ? {
                deployment: deploymentOfUnit(repository, report, path, commits),
              }
            : {}),
          ...(pipeline ? { pipeline } : {}),
          ...(health
            ? {
                health: {
                  status: health.status,
                  sync: health.sync,
                  ...(health.reasons[0]
                    ? { reason: health.reasons[0].message }
                    : {}),
                },
              }
            : {}),
          events: events.get(path) ?? [],
        }),
      ),
      nudge: nudgeOf(judgement, { lastNudge, now: this.#now() }),
      freshness,
    };
  }

  #repositoryOf({ owner, repo }: RequestAddress): RepositoryConfig {
    const repository = this.#repositories.all.find(
      each => each.owner === owner && each.repo === repo,
    );
    if (!repository) {
      throw new NotFoundError(
        `${owner}/${repo} is no infrastructure repository of this portal; those are ${this.#repositories.all.map(each => `${each.owner}/${each.repo}`).join(', ') || 'none'}`,
      );
    }
    return repository;
  }

  /** The story of the pull request in the audit trail of its units. */
  async #changesOf({ known, facts }: FoundRequest): Promise<Change[]> {
    const { pull, repository } = facts;
    const all = await Promise.all(
      known.units
        .slice(0, TOLD_UNITS)
        .map(unit =>
          this.#changes.ofPullRequest(repository, unit, pull.number),
        ),
    );
    return all.flatMap(change => change ?? []);
  }

  /** What CloudFormation told of the stacks of each unit since the merge. */
  async #eventsOf({ known, facts }: FoundRequest) {
    const events = new Map<string, RequestDeployment['events']>();
    const { mergeCommit, closedAt = '' } = facts.pull;
    const units = [...known.identities].slice(0, TOLD_UNITS);
    if (!mergeCommit || units.length === 0) {
      return events;
    }
    const stacks = await this.#stores.stacks.stacksOfUnits(
      units.map(([, identity]) => identity),
    );
    const newest = await this.#stores.stackEvents.newestEvents(
      stacks.map(({ stackId }) => stackId),
      { limit: EVENTS },
    );
    for (const [path, { entityRef }] of units) {
      const own = stacks
        .filter(stack => stack.entityRef === entityRef)
        .flatMap(stack =>
          (newest.get(stack.stackId) ?? []).map(event => ({
            id: event.id,
            at: event.at,
            stackName: stack.name,
            logicalId: event.logicalId,
            resourceType: event.resourceType,
            status: event.status,
            ...(event.reason ? { reason: event.reason } : {}),
          })),
        )
        .filter(({ at }) => Date.parse(at) >= Date.parse(closedAt))
        .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
      events.set(path, own.slice(0, EVENTS));
    }
    return events;
  }

  async #freshnessOf({ known, facts }: FoundRequest) {
    const { fullName } = facts.repository;
    return combineFreshness(
      await this.#stores.readings.freshness([
        repositorySource(fullName),
        ...(facts.pull.mergeCommit
          ? [
              runsSource(fullName),
              ...new Set(
                [...known.identities.values()].map(({ account, region }) =>
                  cloudFormationSource(account, region),
                ),
              ),
            ]
          : []),
      ]),
    );
  }
}

/** A request in a list. */
export function summarize(
  { facts, judgement }: FoundRequest,
  nameOf: (actor: string) => string,
): RequestSummary {
  const { pull, repository, units } = facts;
  const { owner, repo } = repository;
  const { phase, turn } = judgement;
  return {
    owner,
    repo,
    number: pull.number,
    title: pull.title,
    url: pull.url,
    state: pull.state,
    phase,
    ...(turn ? { turn: { ...turn, who: turn.who.map(nameOf) } } : {}),
    createdAt: pull.createdAt,
    requester: nameOf(requesterOf(facts)),
    ...(pull.request ? { template: pull.request.template } : {}),
    units: units.map(({ path, entityRef, exists }) => ({
      path,
      entityRef,
      exists,
    })),
  };
}

/** The newest plan, with what its run told of it. */
function planOf(
  { facts, judgement }: FoundRequest,
  changes: readonly Change[],
): Pick<RequestStory, 'plan'> {
  const { plan } = judgement;
  if (!plan) {
    return {};
  }
  const entry = changes
    .flatMap(change => change.entries)
    .find(
      ({ type, details }) =>
        type === 'planned' &&
        details?.hash === plan.hash &&
        details?.headCommit === plan.headCommit &&
        details?.outcome === plan.outcome,
    );
  const details = (entry?.details ?? {}) as {
    findings?: number;
    stacks?: NonNullable<RequestStory['plan']>['stacks'];
  };
  return {
    plan: {
      hash: plan.hash,
      outcome: plan.outcome,
      at: plan.recordedAt,
      ofHead: plan.headCommit === facts.pull.headSha,
      ...(entry
        ? {
            summary: entry.summary,
            ...(entry.url ? { url: entry.url } : {}),
            findings: details.findings,
            stacks: details.stacks,
          }
        : {}),
    },
  };
}
