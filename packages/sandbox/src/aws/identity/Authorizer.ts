import type { SandboxClock } from '../../clock';
import { uniqueId, type IamStore } from '../iam/IamStore';
import {
  evaluatePolicies,
  evaluateResourcePolicy,
  type PolicyDocument,
} from '../iam/evaluatePolicies';
import type { CredentialScope } from '../server/credentialScope';
import { AwsError } from '../service/AwsError';
import type { AwsCall, Principal } from '../service/AwsCall';
import type { AwsProtocol } from '../service/AwsService';
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

  /** The principal behind an access key, or the service's own error for a key that does not exist. */
  identify(
    scope: CredentialScope | undefined,
    call: Pick<AwsCall, 'service' | 'operation'>,
    protocol: AwsProtocol,
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
      throw unknownKey(protocol);
    }
    if (session.expiresAt < this.#clock.now().toISOString()) {
      throw new AwsError(
        protocol.startsWith('json') ? 'ExpiredTokenException' : 'ExpiredToken',
        'The security token included in the request is expired',
        protocol.startsWith('json') ? 400 : 403,
      );
    }
    return session.principal;
  }

  /** Throws AccessDenied unless the principal may make the call. */
  authorize(
    call: AwsCall,
    question: {
      action: string;
      protocol: AwsProtocol;
      readOnly: boolean;
      resource?: string;
      resourcePolicy?: PolicyDocument;
    },
  ): void {
    const { principal } = call;
    const { action, protocol } = question;
    // STS itself weighs trust policies against the caller's own.
    if (
      action === 'sts:GetCallerIdentity' ||
      action === 'sts:AssumeRole' ||
      principal.type === 'WebIdentityUser'
    ) {
      return;
    }
    if (principal.readOnly && !question.readOnly && !consumes.test(action)) {
      throw this.refusal(call, action, protocol);
    }
    if (!principal.roleArn) {
      return;
    }
    const decision = this.decide(
      principal,
      action,
      call,
      question.resource,
      question.resourcePolicy,
    );
    if (decision !== 'allowed') {
      throw this.refusal(
        call,
        action,
        protocol,
        decision === 'denied' ? 'with an explicit deny in a policy' : undefined,
        question.resource,
      );
    }
  }

  /** What the policies of a principal's role say about an action, together with the resource's own. */
  decide(
    principal: Principal,
    action: string,
    call: Pick<AwsCall, 'region'>,
    resource?: string,
    resourcePolicy?: PolicyDocument,
  ): ReturnType<typeof evaluatePolicies> {
    const role = principal.roleArn
      ? this.#iam.roleByArn(principal.roleArn)
      : undefined;
    if (!role) {
      return principal.roleArn ? 'implicitly denied' : 'allowed';
    }
    const question = {
      action,
      resource,
      conditionKeys: {
        'aws:PrincipalAccount': principal.account,
        'aws:PrincipalArn': role.arn,
        'aws:ResourceAccount': principal.account,
        's3:ResourceAccount': principal.account,
        'aws:RequestedRegion': call.region,
      },
    };
    const own = evaluatePolicies(this.#iam.policiesOf(role), question);
    if (own === 'denied' || !resourcePolicy) {
      return own;
    }
    const given = evaluateResourcePolicy(resourcePolicy, {
      ...question,
      caller: role.arn,
    });
    return given === 'implicitly denied' ? own : given;
  }

  /** The error of a call that is not allowed, worded as AWS does. */
  refusal(
    call: Pick<AwsCall, 'principal'>,
    action: string,
    protocol: AwsProtocol,
    because = 'because no identity-based policy allows the action',
    resource?: string,
  ): AwsError {
    const code =
      protocol === 'query' || protocol === 'rest-xml'
        ? 'AccessDenied'
        : 'AccessDeniedException';
    const on = resource ? ` on resource: ${resource}` : '';
    return new AwsError(
      code,
      `User: ${call.principal.arn} is not authorized to perform: ${action}${on} ${because}`,
      protocol.startsWith('json') ? 400 : 403,
    );
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

function anonymous(call: Pick<AwsCall, 'service' | 'operation'>): Principal {
  if (call.service !== 'sts' || !call.operation.startsWith('AssumeRoleWith')) {
    throw new AwsError(
      call.service === 's3' ? 'AccessDenied' : 'MissingAuthenticationToken',
      call.service === 's3'
        ? 'Access Denied'
        : 'Request is missing Authentication Token',
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

function unknownKey(protocol: AwsProtocol): AwsError {
  if (protocol === 'rest-xml') {
    return new AwsError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
    );
  }
  return new AwsError(
    protocol === 'query'
      ? 'InvalidClientTokenId'
      : 'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    protocol === 'query' ? 403 : 400,
  );
}
