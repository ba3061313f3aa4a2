import { AwsError } from '../protocols/AwsError';
import { conditionHolds } from './conditionHolds';
import { matchesPattern } from './matchesPattern';
import { parsePolicy, type Principals, type Statement } from './parsePolicy';
import type { PolicyDocument } from '../service/PolicyDocument';

/** What a policy is asked: may this action be done on this resource? */
export interface PolicyQuestion {
  /** `cloudformation:CreateStack` */
  action: string;
  /** ARN, where the call names one. Without it a Deny counts only if it covers everything. */
  resource?: string;
  /** Condition keys by name, e.g. `aws:ResourceAccount`. */
  conditionKeys?: Record<string, string | string[] | undefined>;
}

/** What policies say. */
export interface Decision {
  effect: 'allowed' | 'denied' | 'implicitly denied';
  /** Why a policy could not be evaluated; then everything is denied. */
  fault?: string;
}

/** Who asks, by kind of principal. */
export interface Caller {
  AWS?: string[];
  Federated?: string[];
  Service?: string[];
}

/** The decision of several policies together: an explicit Deny wins, and without an Allow nothing is allowed. */
export function evaluatePolicies(
  documents: PolicyDocument[],
  question: PolicyQuestion,
): Decision {
  return decide(documents, statement => applies(statement, question));
}

/**
 * What a resource's own policy says of a caller in the resource's account. There an Allow that names the caller itself is
 * enough; one that names the account leaves it to the caller's own policies. A Deny reaches whoever is of the account.
 */
export function evaluateResourcePolicy(
  document: PolicyDocument,
  question: PolicyQuestion & {
    /** ARNs of the caller. */
    caller: string[];
    account: string;
  },
): Decision {
  const { caller, account } = question;
  const whole = [`arn:aws:iam::${account}:root`, account];
  return decide(
    [document],
    statement =>
      applies(statement, question) &&
      concerns(statement, {
        AWS: statement.effect === 'Deny' ? [...caller, ...whole] : caller,
      }),
  );
}

/** What a resource's own policy says of a service of AWS, such as `events.amazonaws.com`. */
export function evaluateServicePolicy(
  document: PolicyDocument,
  question: PolicyQuestion & { service: string },
): Decision {
  return decide(
    [document],
    statement =>
      applies(statement, question) &&
      concerns(statement, { Service: [question.service] }),
  );
}

/**
 * What a role's trust policy says of a caller who would assume it. Principals are compared by kind: `AWS` with account,
 * root or ARN, `Service`, `Federated` with a provider's ARN.
 */
export function evaluateTrust(
  document: PolicyDocument,
  question: Omit<PolicyQuestion, 'resource'> & { caller: Caller },
): Decision {
  return decide(
    [document],
    statement =>
      matchesAction(statement, question.action) &&
      concerns(statement, question.caller) &&
      conditionsHold(statement, question.conditionKeys ?? {}),
  );
}

/** Fails closed: with a policy that cannot be evaluated, nothing is allowed. */
function decide(
  documents: PolicyDocument[],
  counts: (statement: Statement) => boolean,
): Decision {
  try {
    const effects = documents
      .flatMap(parsePolicy)
      .filter(counts)
      .map(statement => statement.effect);
    if (effects.includes('Deny')) {
      return { effect: 'denied' };
    }
    return {
      effect: effects.includes('Allow') ? 'allowed' : 'implicitly denied',
    };
  } catch (error) {
    if (error instanceof AwsError) {
      return { effect: 'denied', fault: error.message };
    }
    throw error;
  }
}

function applies(statement: Statement, question: PolicyQuestion): boolean {
  const keys = question.conditionKeys ?? {};
  return (
    matchesAction(statement, question.action) &&
    matchesResource(statement, question.resource, keys) &&
    conditionsHold(statement, keys)
  );
}

function matchesAction(statement: Statement, action: string): boolean {
  const covers = (item: string) => matchesPattern(item, action, true);
  return statement.notActions
    ? !statement.notActions.some(covers)
    : statement.actions.some(covers);
}

function matchesResource(
  statement: Statement,
  resource: string | undefined,
  keys: Keys,
): boolean {
  if (resource === undefined) {
    // Which resource is not known here: give an Allow the benefit, and a Deny only if it is for everything.
    return (
      statement.effect === 'Allow' ||
      statement.resources.includes('*') ||
      Boolean(statement.notResources)
    );
  }
  const covers = (item: string) => matchesPattern(filled(item, keys), resource);
  return statement.notResources
    ? !statement.notResources.some(covers)
    : statement.resources.some(covers);
}

function concerns(statement: Statement, caller: Caller): boolean {
  return statement.notPrincipals
    ? !names(statement.notPrincipals, caller)
    : names(statement.principals ?? {}, caller);
}

function names(principals: Principals, caller: Caller): boolean {
  const named = (kind: keyof Caller) =>
    principals[kind]?.some(item => caller[kind]?.includes(item)) ?? false;
  return (
    principals.AWS?.includes('*') ||
    named('AWS') ||
    named('Federated') ||
    named('Service')
  );
}

type Keys = NonNullable<PolicyQuestion['conditionKeys']>;

function conditionsHold(statement: Statement, keys: Keys): boolean {
  return Object.entries(statement.conditions).every(([operator, wanted]) =>
    Object.entries(wanted).every(([key, expected]) =>
      conditionHolds(
        operator,
        valueOf(key, keys),
        expected.map(item => filled(item, keys)),
      ),
    ),
  );
}

/** Keys ignore case. */
function valueOf(key: string, keys: Keys): string | string[] | undefined {
  const name = Object.keys(keys).find(
    item => item.toLowerCase() === key.toLowerCase(),
  );
  return name && keys[name];
}

/** Puts values in place of policy variables, as in `${aws:PrincipalAccount}`. */
function filled(text: string, keys: Keys): string {
  return text.replace(/\$\{([^}]+)\}/g, (variable, name: string) => {
    const value = /^[*?$]$/.test(name) ? name : valueOf(name, keys);
    if (typeof value !== 'string') {
      throw new AwsError(
        'MalformedPolicyDocument',
        `The sandbox has no value for the policy variable ${variable}`,
      );
    }
    return value;
  });
}
