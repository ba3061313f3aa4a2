import { randomUUID } from 'node:crypto';
import type { Accounts } from '../accounts/Accounts';
import type { OidcRequest, WorkflowRun } from '../actionsModel';
import { GitHubError } from '../GitHubError';
import type { Repository } from '../model';
import type { Store } from '../store/Store';
import type { Urls } from '../Urls';
import type { Json } from '../views/Views';
import { protectionOf } from '../store/protectionOf';
import { SigningKey } from './SigningKey';
import { subjectContext, subjectPrefix } from './subject';

/** Seconds for which a token holds, as on GitHub. */
const LIFETIME = 300;

/** The claims a token may have, as published. */
const CLAIMS = [
  'sub',
  'aud',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'ref',
  'ref_type',
  'ref_protected',
  'sha',
  'head_ref',
  'base_ref',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'repository_visibility',
  'run_id',
  'run_number',
  'run_attempt',
  'actor',
  'actor_id',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'job_workflow_ref',
  'job_workflow_sha',
  'event_name',
  'environment',
  'runner_environment',
];

/** The issuer of the tokens with which jobs prove to others which run they are. */
export class Oidc {
  readonly #store: Store;
  readonly #accounts: Accounts;
  readonly #urls: Urls;
  readonly #key: SigningKey;

  constructor(options: { store: Store; accounts: Accounts; urls: Urls }) {
    this.#store = options.store;
    this.#accounts = options.accounts;
    this.#urls = options.urls;
    this.#key = new SigningKey(options.store);
  }

  /** `/.well-known/openid-configuration`. */
  configuration(): Json {
    const issuer = this.#urls.issuer;
    return {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: CLAIMS,
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    };
  }

  /** The public keys. */
  async jwks(): Promise<Json> {
    return { keys: [await this.#key.jwk()] };
  }

  /** A signed token that says which run of which workflow a job is. */
  mint(run: WorkflowRun, request: OidcRequest): Promise<string> {
    const now = this.#store.seconds();
    return this.#key.sign({
      jti: randomUUID(),
      ...this.#claims(run, request.environment),
      aud: request.audience ?? `${this.#urls.site}/${run.repo.split('/')[0]}`,
      iss: this.#urls.issuer,
      nbf: now - 600,
      exp: now + LIFETIME,
      iat: now,
    });
  }

  #claims(run: WorkflowRun, environment: string | undefined) {
    const { trigger } = run;
    const repository = this.#store.repositories.get(run.repo.toLowerCase());
    if (!repository) {
      throw GitHubError.notFound();
    }
    const { owner } = repository;
    const ownerId = this.#ownerId(owner);
    const branch = /^refs\/heads\/(.+)$/.exec(trigger.ref)?.[1];
    const workflowRef = `${run.repo}/${run.path}@${trigger.ref}`;
    return {
      sub: `${subjectPrefix(repository, ownerId)}:${subjectContext(run, environment)}`,
      ...(environment === undefined ? {} : { environment }),
      ref: trigger.ref,
      ref_type: trigger.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      ref_protected: String(
        branch !== undefined &&
          protectionOf(this.#store, run.repo, branch) !== undefined,
      ),
      sha: trigger.sha,
      head_ref: trigger.headRef ?? '',
      base_ref: trigger.baseRef ?? '',
      repository: run.repo,
      repository_id: String(repository.id),
      repository_owner: owner,
      repository_owner_id: String(ownerId),
      repository_visibility: repository.private ? 'private' : 'public',
      run_id: String(run.id),
      run_number: String(run.runNumber),
      run_attempt: String(run.runAttempt),
      actor: run.triggeringActor,
      actor_id: String(this.#accounts.user(run.triggeringActor)?.id ?? 0),
      workflow: run.name,
      workflow_ref: workflowRef,
      workflow_sha: trigger.sha,
      job_workflow_ref: workflowRef,
      job_workflow_sha: trigger.sha,
      event_name: run.event,
      runner_environment: 'self-hosted',
    };
  }

  /** What the `sub` of a repository's tokens begins with. */
  prefixOf(repository: Repository): string {
    return subjectPrefix(repository, this.#ownerId(repository.owner));
  }

  #ownerId(owner: string): number {
    const account =
      this.#accounts.organization(owner) ?? this.#accounts.user(owner);
    if (!account) {
      throw GitHubError.notFound();
    }
    return account.id;
  }
}
