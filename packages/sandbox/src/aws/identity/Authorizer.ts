import type { SandboxClock } from '../../clock';
import {
  evaluatePolicies,
  evaluateResourcePolicy,
  type Decision,
  type PolicyQuestion,
} from '../iam/evaluatePolicies';
import { uniqueId, type IamStore, type Role } from '../iam/IamStore';
import type { CredentialScope } from './credentialScope';
import type { AwsCall, Principal } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Permission } from '../service/AwsService';
import type { Sessions } from './Sessions';

const userKey = /^AKIA(\d{12})(DEMO|READ)$/;

/** What a key that reads may do besides reading: take events from a queue, which changes nothing but the queue. */
const consumes =
  /^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility)(Batch)?$/;

/**
 * Knows who calls and what they may do. `AKIA<account>DEMO` is an administrator of the account, `AKIA<account>READ`
 * may only read and take messages from queues, and sessions may do what their role's policies allow.
 */
export class Authorizer {
  readonly #clock: SandboxClock;
  readonly #iam: IamStore;
  readonly #sessions: Sessions;

  constructor(parts: {
    clock: SandboxClock;
    iam: IamStore;
    sessions: Sessions;
  }) {
    this.#clock = parts.clock;
    this.#iam = parts.iam;
    this.#sessions = parts.sessions;
  }

  /** The principal behind an access key; throws for a key that does not exist. */
  identify(
    scope: CredentialScope | undefined,
    call: Pick<AwsCall, 'operation'>,
  ): Principal {
    if (!scope) {
      return anonymous(call);
    }
    const user = userKey.exec(scope.accessKeyId);
    if (user) {
      return userPrincipal(user[1], user[2] === 'READ', scope.accessKeyId);
    }
    const session = this.#sessions.get(scope.accessKeyId);
    if (!session || session.sessionToken !== scope.sessionToken) {
      throw new AwsError(
        'InvalidClientTokenId',
        'The security token included in the request is invalid.',
        403,
      );
    }
    if (session.expiresAt < this.#clock.now().toISOString()) {
      throw new AwsError(
        'ExpiredToken',
        'The security token included in the request is expired',
        403,
      );
    }
    return session.principal;
  }

  /** Throws AccessDenied unless the principal may make the call. */
  authorize(
    call: AwsCall,
    question: Permission & { action: string; readOnly: boolean },
  ): void {
    const { principal } = call;
    const { action, resource } = question;
    // STS itself weighs trust policies against the caller's own.
    if (
      action === 'sts:GetCallerIdentity' ||
      action === 'sts:AssumeRole' ||
      principal.type === 'WebIdentityUser'
    ) {
      return;
    }
    if (principal.readOnly && !question.readOnly && !consumes.test(action)) {
      throw this.refusal(call, action);
    }
    const { effect, fault } = this.decide(call, question);
    if (effect !== 'allowed') {
      throw this.refusal(call, action, {
        because:
          effect === 'denied'
            ? (fault ?? 'with an explicit deny in a policy')
            : undefined,
        resource,
      });
    }
  }

  /**
   * What the policies of a principal's role say about an action, together with the resource's own. Users may do all in
   * their account; in another's, its resource has to let them.
   */
  decide(
    call: Pick<AwsCall, 'principal' | 'region' | 'sourceIp'>,
    about: Permission & { action: string },
  ): Decision {
    const { principal } = call;
    const { action, resource, resourcePolicy } = about;
    const foreign = (about.owner ?? principal.account) !== principal.account;
    if (!principal.roleArn && !foreign) {
      return { effect: 'allowed' };
    }
    const role = this.#iam.roleByArn(principal.roleArn ?? '');
    const question = {
      action,
      resource,
      conditionKeys: this.conditionKeys(call),
    };
    const own = this.#own(principal, role, question);
    if (own.effect === 'denied' || (!resourcePolicy && !foreign)) {
      return own;
    }
    const root = `arn:aws:iam::${principal.account}:root`;
    const given: Decision = resourcePolicy
      ? evaluateResourcePolicy(resourcePolicy, {
          ...question,
          caller: [
            ...(role ? [role.arn] : []),
            principal.arn,
            ...(foreign ? [root, principal.account] : []),
          ],
          account: principal.account,
        })
      : { effect: 'implicitly denied' };
    if (foreign) {
      return given.effect === 'allowed' ? own : given;
    }
    return given.effect === 'implicitly denied' ? own : given;
  }

  /** The error of a call that is not allowed, worded as AWS does. */
  refusal(
    call: Pick<AwsCall, 'principal'>,
    action: string,
    options: { because?: string; resource?: string } = {},
  ): AwsError {
    const {
      because = 'because no identity-based policy allows the action',
      resource,
    } = options;
    const on = resource ? ` on resource: ${resource}` : '';
    return new AwsError(
      'AccessDenied',
      `User: ${call.principal.arn} is not authorized to perform: ${action}${on} ${because}`,
      403,
    );
  }

  /** What a request says of itself, for the conditions of policies. */
  conditionKeys(
    call: Pick<AwsCall, 'principal' | 'region' | 'sourceIp'>,
  ): Record<string, string> {
    const { principal } = call;
    const role = this.#iam.roleByArn(principal.roleArn ?? '');
    const now = this.#clock.now();
    return {
      ...Object.fromEntries(
        (role?.tags ?? []).map(tag => [
          `aws:PrincipalTag/${tag.Key}`,
          tag.Value,
        ]),
      ),
      'aws:PrincipalAccount': principal.account,
      'aws:PrincipalArn': principal.roleArn ?? principal.arn,
      'aws:PrincipalType': principal.roleArn ? 'AssumedRole' : 'User',
      'aws:userid': principal.principalId,
      'aws:ResourceAccount': principal.account,
      's3:ResourceAccount': principal.account,
      'aws:RequestedRegion': call.region,
      'aws:SourceIp': call.sourceIp,
      'aws:CurrentTime': now.toISOString(),
      'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
      'aws:PrincipalIsAWSService': 'false',
      'aws:ViaAWSService': 'false',
      // The loopback stands for TLS.
      'aws:SecureTransport': 'true',
    };
  }

  /** What a principal's own policies say. A user may do all; a boundary narrows what a role's policies allow. */
  #own(
    principal: Principal,
    role: Role | undefined,
    question: PolicyQuestion,
  ): Decision {
    if (!principal.roleArn) {
      return { effect: 'allowed' };
    }
    if (!role) {
      return { effect: 'implicitly denied' };
    }
    const own = evaluatePolicies(this.#iam.policiesOf(role), question);
    if (own.effect !== 'allowed' || !role.boundary) {
      return own;
    }
    return evaluatePolicies(this.#iam.documents([role.boundary]), question);
  }
}

function userPrincipal(
  account: string,
  readOnly: boolean,
  accessKeyId: string,
): Principal {
  const userName = readOnly ? 'reader' : 'administrator';
  return {
    arn: `arn:aws:iam::${account}:user/${userName}`,
    type: 'IAMUser',
    account,
    principalId: uniqueId('AIDA', account, userName),
    accessKeyId,
    userName,
    readOnly,
  };
}

/** Only a web identity may call without a key. */
function anonymous(call: Pick<AwsCall, 'operation'>): Principal {
  if (!call.operation.startsWith('AssumeRoleWith')) {
    throw new AwsError(
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
      403,
    );
  }
  return {
    arn: '',
    type: 'WebIdentityUser',
    account: '',
    principalId: '',
    accessKeyId: '',
  };
}
