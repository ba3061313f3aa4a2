import { ConflictError } from '@backstage/errors';
import type { NudgeAnswer } from '@plinth/plugin-environments-common';
import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import type { NudgeStore } from '../store';
import { NUDGE_MS, nudgeOf } from './nudgeOf';
import type { FoundRequest } from './RequestService';

/** More people than that are not mentioned at once. */
const MENTIONED = 10;

/** What GitHub takes for a mention of a person. */
const LOGIN = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,38})$/;

/** Mentions those whose turn it is, once a day at most, whichever replica is asked. */
export class Nudger {
  readonly #github: InfrastructureRepositories;
  readonly #nudges: NudgeStore;
  readonly #portalUrl: string;
  readonly #now: () => Date;

  constructor(options: {
    github: InfrastructureRepositories;
    nudges: NudgeStore;
    portalUrl: string;
    now: () => Date;
  }) {
    this.#github = options.github;
    this.#nudges = options.nudges;
    this.#portalUrl = options.portalUrl;
    this.#now = options.now;
  }

  /**
   * Comments on the pull request. Throws a `ConflictError` where it is nobody's turn, nobody is named, or they were mentioned
   * less than a day ago.
   *
   * @param by - entity reference of who asks
   */
  async nudge(
    { facts, judgement }: FoundRequest,
    by: string,
  ): Promise<NudgeAnswer> {
    const { pull, repository } = facts;
    const now = this.#now();
    const lastNudge = await this.#nudges.lastNudge(
      pull.repository,
      pull.number,
    );
    const { allowed, reason } = nudgeOf(judgement, { lastNudge, now });
    const logins = (judgement.turn?.who ?? [])
      .filter(login => LOGIN.test(login))
      .slice(0, MENTIONED);
    if (!allowed || logins.length === 0) {
      throw new ConflictError(
        `Nobody is mentioned on pull request #${pull.number}: ${reason ?? 'nobody is named by a login of GitHub.'}`,
      );
    }
    const nudge = { at: now.toISOString(), by };
    const taken = await this.#nudges.takeNudge(
      pull.repository,
      pull.number,
      nudge,
      { everyMs: NUDGE_MS },
    );
    if (!taken) {
      throw new ConflictError(
        `Nobody is mentioned on pull request #${pull.number}: they were mentioned a moment ago.`,
      );
    }
    const { owner, repo } = repository;
    try {
      const { octokit } = await this.#github.open(repository);
      const { data } = await octokit.rest.issues.createComment({
        owner,
        repo,
        issue_number: pull.number,
        body: [
          `${logins.map(login => `@${login}`).join(' ')}: it is your turn. ${judgement.turn?.what ?? ''}`,
          `${by} asked the portal to remind you. [Follow the request](${this.#portalUrl}/environments/requests/${owner}/${repo}/${pull.number}); nobody is reminded more than once a day.`,
        ].join('\n\n'),
      });
      return { mentioned: logins, url: data.html_url };
    } catch (error) {
      await this.#nudges.giveBack(pull.repository, pull.number, nudge);
      throw error;
    }
  }
}
