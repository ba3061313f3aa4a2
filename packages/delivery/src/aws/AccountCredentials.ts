import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
  type Credentials,
} from '@aws-sdk/client-sts';
import { arnIn } from '@plinth/blueprints/schema';
import { DeliveryError, messageOf } from '../errors';
import type { OidcTokens } from '../github/OidcTokens';

/** Credentials of one role session. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

/** Gives credentials per account, never one set for all. */
export interface AccountCredentials {
  /** Undefined means: what the environment offers, which was checked to belong to the account. */
  forAccount(account: string): Promise<SessionCredentials | undefined>;
}

/** GitHub's tokens are made for AWS with this audience. */
const AWS_AUDIENCE = 'sts.amazonaws.com';
const EARLY_MS = 5 * 60_000;

/** Which role to assume, and as whom. */
export interface WebIdentityOptions {
  readonly roleName: string;
  /** Shows up in CloudTrail for every call; at most 64 characters are used. */
  readonly sessionName: string;
  readonly tokens: OidcTokens;
  /** Where STS is asked. */
  readonly region: string;
  /**
   * Where it is asked next, when a region does not answer: a session is good for all of them.
   *
   * @default - nowhere
   */
  readonly elsewhere?: readonly string[];
}

/** A role of one name in each account, assumed with the run's OIDC token. Sessions are kept until shortly before they end. */
export class WebIdentityCredentials implements AccountCredentials {
  readonly #sessions = new Map<string, Promise<SessionCredentials>>();
  readonly #options: WebIdentityOptions;

  static create(options: WebIdentityOptions): WebIdentityCredentials {
    return new WebIdentityCredentials(options);
  }

  private constructor(options: WebIdentityOptions) {
    this.#options = options;
  }

  async forAccount(account: string): Promise<SessionCredentials> {
    const held = this.#sessions.get(account);
    const session = await held;
    if (
      session &&
      (!session.expiration ||
        session.expiration.getTime() - EARLY_MS > Date.now())
    ) {
      return session;
    }
    const fresh = this.#assume(account);
    this.#sessions.set(account, fresh);
    try {
      return await fresh;
    } catch (error) {
      this.#sessions.delete(account);
      throw error;
    }
  }

  async #assume(account: string): Promise<SessionCredentials> {
    const { region, elsewhere = [] } = this.#options;
    const regions = [region, ...elsewhere];
    for (const [index, each] of regions.entries()) {
      const isLast = index === regions.length - 1;
      try {
        return await this.#assumeIn(each, account, isLast ? 8 : 3);
      } catch (error) {
        // Who is refused is refused everywhere.
        if (isLast || !isOutOfReach(error)) {
          throw this.#failure(error, account);
        }
      }
    }
    throw new Error('No region to ask');
  }

  async #assumeIn(
    region: string,
    account: string,
    maxAttempts: number,
  ): Promise<SessionCredentials> {
    const { sessionName, tokens } = this.#options;
    const client = new STSClient({
      region,
      retryMode: 'adaptive',
      maxAttempts,
    });
    try {
      const { Credentials: given } = await client.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: this.#roleArn(account),
          RoleSessionName: sessionName.slice(0, 64),
          WebIdentityToken: await tokens.token(AWS_AUDIENCE),
        }),
      );
      return sessionFrom(given);
    } finally {
      client.destroy();
    }
  }

  #roleArn(account: string): string {
    const { region, roleName } = this.#options;
    return arnIn(region, {
      service: 'iam',
      account,
      resource: `role/${roleName}`,
    });
  }

  #failure(error: unknown, account: string): DeliveryError {
    return new DeliveryError(
      `Cannot assume ${this.#roleArn(account)} with this run's OIDC token: ${messageOf(error)}. Check that the role exists, and that its trust policy names this repository and branch.`,
      'access',
    );
  }
}

/** Whether nobody answered, or only that nobody can: then another region may. */
function isOutOfReach(error: unknown): boolean {
  const { $metadata, code } = error as {
    $metadata?: { httpStatusCode?: number };
    code?: string;
  };
  return (
    Number($metadata?.httpStatusCode) >= 500 ||
    /^(ECONN|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN|EPIPE)/.test(code ?? '')
  );
}

/** What STS gave for an assumed role; throws when it is not whole. */
export function sessionFrom(
  given: Credentials | undefined,
): SessionCredentials {
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) {
    throw new Error('STS answered without credentials');
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration: given.Expiration,
  };
}

/** What the environment offers (a person's own login), after a check that it belongs to the account in question. */
export class AmbientCredentials implements AccountCredentials {
  readonly #region: string;
  #account: Promise<string | undefined> | undefined;

  constructor(options: { region: string }) {
    this.#region = options.region;
  }

  async forAccount(account: string): Promise<undefined> {
    this.#account ??= this.#ask();
    const actual = await this.#account;
    if (actual !== account) {
      throw new DeliveryError(
        `Your AWS credentials are for account ${actual ?? 'unknown'}, and ${account} is needed. Log in to ${account} and run the command again.`,
        'access',
      );
    }
  }

  async #ask(): Promise<string | undefined> {
    const client = new STSClient({ region: this.#region });
    try {
      return (await client.send(new GetCallerIdentityCommand({}))).Account;
    } catch (error) {
      throw new DeliveryError(
        `There are no usable AWS credentials: ${messageOf(error)}. Log in first, or run in a workflow with id-token: write.`,
        'access',
      );
    } finally {
      client.destroy();
    }
  }
}
