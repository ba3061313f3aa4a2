import type { Change, PageInfo } from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { PlanStore, RepositoryStore } from '../store';
import { describeStory, positionOf } from './describeStory';
import { FactStores, GatheredFacts } from './GatheredFacts';
import { newestFirst, pageChanges, positionIn } from './pageChanges';
import { REACH_MS, SLACK_MS, Stretch } from './spans';
import type { Story } from './Stories';
import { tellStories } from './tellStories';

/** Facts of a change as most have them. */
const FACTS_PER_CHANGE = 12;
/** How many times as many, each time that they are not enough. */
const GROWTH = 4;

/**
 * The audit trail from ledger and store; asks neither AWS nor GitHub.
 *
 * A page is told from the facts of its own time, and from what belongs to them: a story is known by its pull request and its commit, and where only
 * times say what belongs together, they are never more than a day apart. Facts are gathered until the stories that have to do with the
 * page name nothing that was not asked for. All that the pages tell is what a telling of all facts would tell.
 */
export class ChangesService {
  readonly #stores: FactStores;
  readonly #repositories: Pick<RepositoryStore, 'pullRequests'>;
  readonly #plans: PlanStore;
  readonly #factsPerChange: number;

  /** @param options.factsPerChange - from so many facts for each of its changes a page is told at first; more are read if they are not enough */
  constructor(
    options: FactStores & {
      repositories: Pick<RepositoryStore, 'pullRequests'>;
      plans: PlanStore;
      factsPerChange?: number;
    },
  ) {
    this.#factsPerChange = options.factsPerChange ?? FACTS_PER_CHANGE;
    this.#stores = options;
    this.#repositories = options.repositories;
    this.#plans = options.plans;
  }

  /** One page of the changes of a unit, newest first; throws an `InputError` for a cursor that is none. */
  async page(
    repository: RepositoryConfig,
    unit: string,
    options: { cursor?: string; limit: number },
  ): Promise<{ items: Change[]; pageInfo: PageInfo }> {
    const before = positionIn(options.cursor);
    const until = before ? Date.parse(before.at) : Infinity;
    await this.#link(repository, unit);
    let limit = this.#factsPerChange * (options.limit + 1);
    for (;;) {
      const from = await this.#timeOfFact(repository, unit, { until, limit });
      const facts = new GatheredFacts(this.#stores, repository.fullName, unit);
      const isInTime = (time: number) => time >= from && time <= until;
      const stories = await gatherStories(facts, {
        // What was merged at the end of it may be told of for as long as it is near.
        stretches: [{ from, until: until + REACH_MS }],
        pullRequests: [],
        concerns: story => timesOf(story, facts).some(isInTime),
      });
      const { items, pageInfo } = pageChanges(
        stories
          .map(story => ({ story, ...positionOf(story, facts.commits) }))
          .filter(({ at }) => isInTime(Date.parse(at)))
          .sort(newestFirst),
        options,
      );
      if (from === -Infinity || pageInfo.nextCursor) {
        const shown = items.map(({ story }) => story);
        return {
          items: await this.#describe(repository, unit, shown, facts),
          pageInfo,
        };
      }
      limit *= GROWTH;
    }
  }

  /** The change of a unit that a pull request is or became; undefined if there is none. */
  async ofPullRequest(
    repository: RepositoryConfig,
    unit: string,
    number: number,
  ): Promise<Change | undefined> {
    await this.#link(repository, unit);
    const facts = new GatheredFacts(this.#stores, repository.fullName, unit);
    const isOf = ({ pullRequest, deployments }: Story) =>
      (pullRequest ?? deployments.at(-1)?.pullRequest) === number;
    const stories = await gatherStories(facts, {
      stretches: [],
      pullRequests: [number],
      concerns: isOf,
    });
    const own = stories
      .filter(isOf)
      .map(story => ({ story, ...positionOf(story, facts.commits) }))
      .sort(newestFirst)
      .slice(0, 1)
      .map(({ story }) => story);
    const [change] = await this.#describe(repository, unit, own, facts);
    return change;
  }

  async #link({ fullName }: RepositoryConfig, unit: string): Promise<void> {
    await Promise.all([
      this.#stores.ledger.link(fullName, unit),
      this.#stores.deployments.link(fullName, unit),
    ]);
  }

  /** How far back the newest facts reach, in milliseconds since 1970: all of them if there are no more. */
  async #timeOfFact(
    { fullName }: RepositoryConfig,
    unit: string,
    { until, limit }: { until: number; limit: number },
  ): Promise<number> {
    const options = {
      limit,
      ...(until === Infinity ? {} : { until: new Date(until).toISOString() }),
    };
    const [entries, deployments] = await Promise.all([
      this.#stores.ledger.entriesOf(fullName, unit, options),
      this.#stores.deployments.deploymentsOf(fullName, unit, options),
    ]);
    return Math.max(
      ...[
        entries.map(({ at }) => at),
        deployments.map(({ startedAt }) => startedAt),
      ].map(times =>
        times.length < limit ? -Infinity : Date.parse(times[limit - 1]),
      ),
    );
  }

  async #describe(
    repository: RepositoryConfig,
    unit: string,
    stories: Story[],
    { commits }: GatheredFacts,
  ): Promise<Change[]> {
    const numbers = [
      ...new Set(
        stories.flatMap(({ pullRequest, deployments }) => [
          ...(pullRequest === undefined ? [] : [pullRequest]),
          ...deployments.flatMap(report => report.pullRequest ?? []),
        ]),
      ),
    ];
    const [pullRequests, plans] = await Promise.all([
      this.#repositories.pullRequests(repository.fullName, numbers),
      this.#plans.plansOf(repository.fullName, numbers),
    ]);
    return stories.map(story =>
      describeStory(story, { repository, unit, pullRequests, plans, commits }),
    );
  }
}

/** Tells stories until those that are of concern name nothing that was not asked for. */
async function gatherStories(
  facts: GatheredFacts,
  options: {
    stretches: Stretch[];
    pullRequests: number[];
    concerns: (story: Story) => boolean;
  },
): Promise<Story[]> {
  let { stretches, pullRequests } = options;
  let stories: Story[] = [];
  for (;;) {
    const more = [
      await facts.within(stretches),
      await facts.naming(pullRequests),
    ];
    if (!more.includes(true)) {
      return stories;
    }
    stories = tellStories(facts);
    const concerned = stories.filter(options.concerns);
    stretches = concerned.flatMap(stretchesOf);
    pullRequests = concerned.flatMap(({ pullRequest }) => pullRequest ?? []);
  }
}

/** When anything of a story happened, in milliseconds since 1970. */
function timesOf(story: Story, { commits }: GatheredFacts): number[] {
  return [
    positionOf(story, commits).at,
    ...(story.mergedAt ? [story.mergedAt] : []),
    ...story.entries.map(({ at }) => at),
    ...story.deployments.map(({ startedAt }) => startedAt),
  ].map(Date.parse);
}

/** When things happened that may belong to a story. */
function stretchesOf(story: Story): Stretch[] {
  const lasting = (at: string, reach: number) => {
    const from = Date.parse(at);
    return { from: from - SLACK_MS, until: from + reach + SLACK_MS };
  };
  return [
    ...(story.mergedAt ? [lasting(story.mergedAt, REACH_MS)] : []),
    ...story.entries.map(({ at }) =>
      lasting(at, story.outOfBand ? REACH_MS : 0),
    ),
    ...story.deployments.map(({ startedAt, finishedAt }) => {
      const took = Date.parse(finishedAt ?? '') - Date.parse(startedAt);
      return lasting(startedAt, took < REACH_MS ? took : REACH_MS);
    }),
  ];
}
