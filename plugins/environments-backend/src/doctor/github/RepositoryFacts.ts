import {
  PIPELINE_NAMES,
  type PipelineRepository,
  type Stage,
} from '@plinth/blueprints/schema';
import type { ConfiguredRepository } from '@plinth/plugin-environments-node';
import { readGovernance } from '@plinth/repository';
import {
  InfrastructureRepository,
  ObjectCache,
  RepositoryProtection,
  statusOf,
} from '@plinth/repository/github';
import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { CannotTell } from '../Check';

/** What of `plinth.json` the accounts and the repository have to fit, with the defaults of `plinth`; it checks the rest. */
const settingsSchema = z
  .looseObject({
    roles: z
      .looseObject({
        plan: z.string().default(PIPELINE_NAMES.plan),
        deploy: z.string().default(PIPELINE_NAMES.deploy),
      })
      .prefault({}),
    bootstrapQualifier: z.string().default(PIPELINE_NAMES.qualifier),
    environmentReviewers: z.boolean().default(true),
  })
  .transform(({ roles, bootstrapQualifier, environmentReviewers }) => ({
    plan: roles.plan,
    deploy: roles.deploy,
    qualifier: bootstrapQualifier,
    environmentReviewers,
  }));

/** What an infrastructure repository says of itself; each is read once. */
export class RepositoryFacts {
  readonly reference: ConfiguredRepository;
  /** The issuer of its runs' tokens, without `https://`, as AWS names it. */
  readonly issuer: string;
  readonly octokit: Octokit;
  readonly protection: RepositoryProtection;
  readonly #repository: InfrastructureRepository;
  readonly #memory = new Map<string, Promise<unknown>>();

  constructor(options: { reference: ConfiguredRepository; octokit: Octokit }) {
    const { reference, octokit } = options;
    const { owner, repo } = reference;
    this.reference = reference;
    this.issuer = reference.oidc.issuer.replace(/^https?:\/\//, '');
    this.octokit = octokit;
    this.protection = new RepositoryProtection({ octokit, owner, repo });
    this.#repository = new InfrastructureRepository({
      reference,
      octokit,
      cache: new ObjectCache(),
    });
  }

  /** Names of the roles of plan and deploy, CDK's qualifier and whether environments have reviewers, as `plinth.json` says. */
  settings(): Promise<z.infer<typeof settingsSchema>> {
    return this.#once('settings', async () => {
      const main = await this.#repository.main();
      const text = await main.read('plinth.json');
      if (text === undefined) {
        throw new CannotTell(`${this.reference.url} has no plinth.json`);
      }
      return settingsSchema.parse(JSON.parse(text));
    });
  }

  /** What the repository's governance file authorizes an account for; undefined where it does not name the account. */
  async stagesOf(account: string): Promise<readonly Stage[] | undefined> {
    return (await this.#accounts()).find(({ id }) => id === account)?.stages;
  }

  /** All stages that some account is authorized for. */
  async stages(): Promise<Stage[]> {
    return [
      ...new Set((await this.#accounts()).flatMap(({ stages }) => stages)),
    ];
  }

  /** How tokens name the repository: with the subject that they have; both that they may have where it may not be read. */
  tokenForms(): Promise<PipelineRepository[]> {
    return this.#once('tokens', async () => {
      const { owner, repo, branch } = this.reference;
      const where = { owner, repo };
      const { data } = await this.octokit.rest.repos.get(where);
      const byName: PipelineRepository = {
        repository: data.full_name,
        branch,
        repositoryId: String(data.id),
      };
      const byNumber = { ...byName, ownerId: String(data.owner.id) };
      const immutable = await this.#isImmutable();
      return immutable === undefined
        ? [byName, byNumber]
        : [immutable ? byNumber : byName];
    });
  }

  /** Whether subjects carry numbers; undefined where it may not be read. */
  async #isImmutable(): Promise<boolean | undefined> {
    const { owner, repo } = this.reference;
    try {
      const { data } = await this.octokit.request(
        'GET /repos/{owner}/{repo}/actions/oidc/customization/sub',
        { owner, repo },
      );
      return Boolean(
        (data as { use_immutable_subject?: boolean }).use_immutable_subject,
      );
    } catch (error) {
      if ([403, 404].includes(statusOf(error) ?? 0)) {
        return undefined;
      }
      throw error;
    }
  }

  #accounts() {
    return this.#once('accounts', async () => {
      const governance = await readGovernance(await this.#repository.main());
      return governance.authorizes.accounts;
    });
  }

  #once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = (this.#memory.get(key) as Promise<T> | undefined) ?? read();
    this.#memory.set(key, known);
    return known;
  }
}
