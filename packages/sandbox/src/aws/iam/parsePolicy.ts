import { AwsError } from '../protocols/AwsError';
import { isStructure } from '../service/Input';
import { isConditionOperator } from './conditionHolds';
import type { PolicyDocument } from '../service/PolicyDocument';

/** Principals by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
export type Principals = Record<string, string[] | undefined>;

/** A statement of an IAM policy, with its scalars made lists. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  notActions?: string[];
  resources: string[];
  notResources?: string[];
  /** Values by operator and key. */
  conditions: Record<string, Record<string, string[]>>;
  principals?: Principals;
  notPrincipals?: Principals;
}

const documentMembers = ['Version', 'Id', 'Statement'];
const statementMembers = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const principalKinds = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/**
 * Reads a policy. An element, a kind of principal or a condition operator that IAM does not have is refused by name, as
 * IAM does: a policy that is passed over in part would say something else than its author meant.
 */
export function parsePolicy(document: PolicyDocument): Statement[] {
  only('element', document, documentMembers);
  return [document.Statement ?? []].flat().map(raw => {
    const statement = structure('statement', raw);
    only('element', statement, statementMembers);
    const { Effect, NotAction, NotResource, Principal, NotPrincipal } =
      statement;
    if (Effect !== 'Allow' && Effect !== 'Deny') {
      throw malformed(`effect ${JSON.stringify(Effect)}`);
    }
    return {
      effect: Effect,
      actions: strings(statement.Action),
      notActions: NotAction === undefined ? undefined : strings(NotAction),
      resources: strings(statement.Resource),
      notResources:
        NotResource === undefined ? undefined : strings(NotResource),
      conditions: conditionsOf(statement.Condition ?? {}),
      principals: Principal === undefined ? undefined : principalsOf(Principal),
      notPrincipals:
        NotPrincipal === undefined ? undefined : principalsOf(NotPrincipal),
    };
  });
}

function principalsOf(raw: unknown): Principals {
  if (raw === '*') {
    return { AWS: ['*'] };
  }
  const principals = structure('principal', raw);
  only('kind of principal', principals, principalKinds);
  return mapValues(principals, strings);
}

function conditionsOf(raw: unknown): Statement['conditions'] {
  const operators = structure('condition', raw);
  const strange = Object.keys(operators).find(
    operator => !isConditionOperator(operator),
  );
  if (strange !== undefined) {
    throw malformed(`condition operator ${strange}`);
  }
  return mapValues(operators, keys =>
    mapValues(structure('condition', keys), strings),
  );
}

function only(what: string, given: object, known: string[]): void {
  const strange = Object.keys(given).find(name => !known.includes(name));
  if (strange !== undefined) {
    throw malformed(`${what} ${strange}`);
  }
}

function structure(what: string, raw: unknown): Record<string, unknown> {
  if (!isStructure(raw)) {
    throw malformed(`${what} ${JSON.stringify(raw)}`);
  }
  return raw;
}

function malformed(what: string): AwsError {
  return new AwsError(
    'MalformedPolicyDocument',
    `Syntax errors in policy: IAM does not know the ${what}`,
  );
}

function strings(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}

function mapValues<T>(
  record: Record<string, unknown>,
  map: (value: unknown) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, map(value)]),
  );
}
