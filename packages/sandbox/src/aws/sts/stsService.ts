import type { SandboxClock } from '../../clock';
import type { Authorizer } from '../identity/Authorizer';
import { evaluateTrust } from '../iam/evaluatePolicies';
import { oidcProviderArn, type IamStore, type Role } from '../iam/IamStore';
import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import type { Session, Sessions } from '../identity/Sessions';
import { verifyWebIdentity, type Claims } from './verifyWebIdentity';

/** Security Token Service: who am I, and sessions of roles. */
export class StsService implements AwsService {
  readonly signingName = 'sts';
  readonly protocol = 'query';
  readonly xmlNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
  readonly #clock: SandboxClock;
  readonly #iam: IamStore;
  readonly #sessions: Sessions;
  readonly #authorizer: Authorizer;

  constructor(parts: {
    clock: SandboxClock;
    iam: IamStore;
    sessions: Sessions;
    authorizer: Authorizer;
  }) {
    this.#clock = parts.clock;
    this.#iam = parts.iam;
    this.#sessions = parts.sessions;
    this.#authorizer = parts.authorizer;
  }

  async handle(call: AwsCall): Promise<Record<string, unknown>> {
    switch (call.operation) {
      case 'GetCallerIdentity':
        return {
          UserId: call.principal.principalId,
          Account: call.principal.account,
          Arn: call.principal.arn,
        };
      case 'AssumeRole':
        return this.#assumeRole(call);
      case 'AssumeRoleWithWebIdentity':
        return this.#assumeRoleWithWebIdentity(call);
      default:
        throw unsupportedOperation(call);
    }
  }

  #assumeRole(call: AwsCall): Record<string, unknown> {
    const { principal } = call;
    const arn = text(call.input, 'RoleArn');
    const sessionName = sessionNameOf(call.input);
    const role = this.#iam.roleByArn(arn);
    const refused = new AwsError(
      'AccessDenied',
      `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      403,
    );
    if (!role || principal.readOnly) {
      throw refused;
    }
    const self = principal.roleArn ?? principal.arn;
    const root = `arn:aws:iam::${principal.account}:root`;
    const conditionKeys = {
      'aws:PrincipalArn': self,
      'aws:PrincipalAccount': principal.account,
      'aws:PrincipalType': principal.roleArn ? 'AssumedRole' : 'User',
      'sts:ExternalId': optional(call.input, 'ExternalId'),
      'sts:RoleSessionName': sessionName,
    };
    const trusts = (names: string[]) =>
      evaluateTrust(role.trust, {
        action: 'sts:AssumeRole',
        caller: { AWS: names },
        conditionKeys,
      });
    const byName = trusts([self, principal.arn]);
    const byAccount = trusts([root, principal.account]);
    const decision = this.#authorizer.decide(
      principal,
      'sts:AssumeRole',
      call,
      arn,
    );
    // A trust policy that names the caller suffices within the account; one that names the account delegates to it.
    const sameAccount = principal.account === role.account;
    const allowed =
      decision !== 'denied' &&
      ((byName && (sameAccount || decision === 'allowed')) ||
        (byAccount && decision === 'allowed'));
    if (!allowed) {
      throw refused;
    }
    return assumed(
      this.#sessions.open(role, sessionName, duration(call.input, role)),
    );
  }

  async #assumeRoleWithWebIdentity(
    call: AwsCall,
  ): Promise<Record<string, unknown>> {
    const arn = text(call.input, 'RoleArn');
    const sessionName = sessionNameOf(call.input);
    const claims = await verifyWebIdentity(
      text(call.input, 'WebIdentityToken'),
      this.#clock.millis() / 1000,
    );
    const account = /^arn:aws:iam::(\d{12}):role\//.exec(arn)?.[1] ?? '';
    const provider = this.#iam.providers.get(
      oidcProviderArn(account, claims.iss),
    );
    if (!provider) {
      throw new AwsError(
        'InvalidIdentityToken',
        `No OpenIDConnect provider found in your account for ${claims.iss}`,
      );
    }
    const audiences = [claims.aud].flat();
    if (!audiences.some(audience => provider.clientIds.includes(audience))) {
      throw new AwsError('InvalidIdentityToken', 'Incorrect token audience');
    }
    const role = this.#iam.roleByArn(arn);
    const trusted =
      role &&
      evaluateTrust(role.trust, {
        action: 'sts:AssumeRoleWithWebIdentity',
        caller: { Federated: provider.arn },
        conditionKeys: claimKeys(claims),
      });
    if (!role || !trusted) {
      throw new AwsError(
        'AccessDenied',
        'Not authorized to perform sts:AssumeRoleWithWebIdentity',
        403,
      );
    }
    // The trail names the web identity: until now the caller had no principal in AWS.
    call.principal.arn = `${provider.arn}:${claims.sub}`;
    call.principal.principalId = `${provider.arn}:${audiences[0]}:${claims.sub}`;
    call.principal.userName = claims.sub;
    call.principal.account = account;
    call.account = account;
    return {
      ...assumed(
        this.#sessions.open(role, sessionName, duration(call.input, role)),
      ),
      SubjectFromWebIdentityToken: claims.sub,
      Audience: audiences[0],
      Provider: provider.arn,
    };
  }
}

function claimKeys(claims: Claims): Record<string, string | string[]> {
  const issuer = claims.iss.replace(/^https?:\/\//, '');
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      `${issuer}:${name}`,
      Array.isArray(value) ? value.map(String) : String(value),
    ]),
  );
}

function assumed(session: Session): Record<string, unknown> {
  return {
    AssumedRoleUser: {
      AssumedRoleId: session.principal.principalId,
      Arn: session.principal.arn,
    },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiresAt),
    },
    PackedPolicySize: 0,
  };
}

function duration(input: Record<string, unknown>, role: Role): number {
  const seconds = Number(optional(input, 'DurationSeconds') ?? 3600);
  if (!Number.isInteger(seconds) || seconds < 900) {
    throw new AwsError(
      'ValidationError',
      `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  }
  if (seconds > role.maxSessionDuration) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return seconds;
}

function sessionNameOf(input: Record<string, unknown>): string {
  const name = text(input, 'RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  return name;
}

function optional(
  input: Record<string, unknown>,
  name: string,
): string | undefined {
  const value = input[name];
  return value === undefined || value === '' ? undefined : String(value);
}

function text(input: Record<string, unknown>, name: string): string {
  const value = optional(input, name);
  if (value === undefined) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}
