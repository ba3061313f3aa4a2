/** A statement of an IAM policy, with its scalars made lists. */
interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  notActions?: string[];
  resources: string[];
  notResources?: string[];
  conditions: Record<string, Record<string, string[]>>;
  principals?: Record<string, string[]>;
}

/** What a policy is asked: may this action be done on this resource? */
export interface PolicyQuestion {
  /** `cloudformation:CreateStack` */
  action: string;
  /** ARN, where the call names one. Without it a Deny counts only if it covers everything. */
  resource?: string;
  /** Condition keys by name, e.g. `aws:ResourceAccount`. */
  conditionKeys?: Record<string, string | string[] | undefined>;
}

export type PolicyDocument = Record<string, unknown>;

/** The decision of several policies together: an explicit Deny wins, and without an Allow nothing is allowed. */
export function evaluatePolicies(
  documents: PolicyDocument[],
  question: PolicyQuestion,
): 'allowed' | 'denied' | 'implicitly denied' {
  let allowed = false;
  for (const statement of documents.flatMap(statementsOf)) {
    if (!applies(statement, question)) {
      continue;
    }
    if (statement.effect === 'Deny') {
      return 'denied';
    }
    allowed = true;
  }
  return allowed ? 'allowed' : 'implicitly denied';
}

/**
 * What a resource's own policy says of a caller in the resource's account. There an Allow that names the caller itself is
 * enough; one that names the account leaves it to the caller's own policies.
 */
export function evaluateResourcePolicy(
  document: PolicyDocument,
  question: PolicyQuestion & { caller: string },
): 'allowed' | 'denied' | 'implicitly denied' {
  let allowed = false;
  for (const statement of statementsOf(document)) {
    const named = statement.principals?.AWS ?? [];
    if (
      !applies(statement, question) ||
      !(named.includes('*') || named.includes(question.caller))
    ) {
      continue;
    }
    if (statement.effect === 'Deny') {
      return 'denied';
    }
    allowed = true;
  }
  return allowed ? 'allowed' : 'implicitly denied';
}

/**
 * Whether a role's trust policy lets the caller assume it. Principals are compared by kind: `AWS` with account, root or
 * ARN, `Service`, `Federated` with a provider's ARN.
 */
export function evaluateTrust(
  document: PolicyDocument,
  question: PolicyQuestion & {
    caller: { AWS?: string[]; Federated?: string; Service?: string };
  },
): boolean {
  let allowed = false;
  for (const statement of statementsOf(document)) {
    const matches =
      matchesAction(statement, question.action) &&
      matchesPrincipal(statement, question.caller) &&
      conditionsHold(statement, question.conditionKeys ?? {});
    if (matches && statement.effect === 'Deny') {
      return false;
    }
    allowed ||= matches;
  }
  return allowed;
}

/** Whether a pattern with `*` and `?` covers the text. Actions ignore case, ARNs do not. */
export function matchesPattern(
  pattern: string,
  text: string,
  ignoreCase = false,
): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
}

function statementsOf(document: PolicyDocument): Statement[] {
  return list(document.Statement).map(raw => {
    const statement = raw as Record<string, unknown>;
    return {
      effect: statement.Effect === 'Allow' ? 'Allow' : 'Deny',
      actions: strings(statement.Action),
      notActions: statement.NotAction
        ? strings(statement.NotAction)
        : undefined,
      resources: strings(statement.Resource),
      notResources: statement.NotResource
        ? strings(statement.NotResource)
        : undefined,
      conditions: conditionsOf(statement.Condition),
      principals: principalsOf(statement.Principal),
    };
  });
}

function principalsOf(raw: unknown): Statement['principals'] {
  if (raw === undefined) {
    return undefined;
  }
  if (typeof raw === 'string') {
    return { AWS: [raw] };
  }
  return Object.fromEntries(
    Object.entries(raw as object).map(([kind, value]) => [
      kind,
      strings(value),
    ]),
  );
}

function conditionsOf(raw: unknown): Statement['conditions'] {
  return Object.fromEntries(
    Object.entries((raw as object) ?? {}).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(keys as object).map(([key, value]) => [
          key,
          strings(value),
        ]),
      ),
    ]),
  );
}

function list(value: unknown): unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  return Array.isArray(value) ? value : [value];
}

function strings(value: unknown): string[] {
  return list(value).map(String);
}

function applies(statement: Statement, question: PolicyQuestion): boolean {
  return (
    matchesAction(statement, question.action) &&
    matchesResource(statement, question.resource) &&
    conditionsHold(statement, question.conditionKeys ?? {})
  );
}

function matchesAction(statement: Statement, action: string): boolean {
  if (statement.notActions) {
    return !statement.notActions.some(item =>
      matchesPattern(item, action, true),
    );
  }
  return statement.actions.some(item => matchesPattern(item, action, true));
}

function matchesResource(statement: Statement, resource?: string): boolean {
  if (resource === undefined) {
    // Which resource is not known here: give an Allow the benefit, and a Deny only if it is for everything.
    return (
      statement.effect === 'Allow' ||
      statement.resources.includes('*') ||
      Boolean(statement.notResources)
    );
  }
  if (statement.notResources) {
    return !statement.notResources.some(item => matchesPattern(item, resource));
  }
  return statement.resources.some(item => matchesPattern(item, resource));
}

function matchesPrincipal(
  statement: Statement,
  caller: { AWS?: string[]; Federated?: string; Service?: string },
): boolean {
  const named = statement.principals ?? {};
  const aws = named.AWS?.some(
    item => item === '*' || caller.AWS?.includes(item),
  );
  const federated =
    caller.Federated !== undefined &&
    named.Federated?.includes(caller.Federated);
  const service =
    caller.Service !== undefined && named.Service?.includes(caller.Service);
  return Boolean(aws || federated || service);
}

type Comparison = (actual: string, expected: string) => boolean;

const comparisons: Record<string, Comparison> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: (actual, expected) =>
    actual.toLowerCase() === expected.toLowerCase(),
  StringLike: (actual, expected) => matchesPattern(expected, actual),
  ArnEquals: (actual, expected) => matchesPattern(expected, actual),
  ArnLike: (actual, expected) => matchesPattern(expected, actual),
  Bool: (actual, expected) => actual === expected,
};

const negations: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

function conditionsHold(
  statement: Statement,
  keys: Record<string, string | string[] | undefined>,
): boolean {
  const byLowerCase = new Map(
    Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]),
  );
  return Object.entries(statement.conditions).every(([operator, wanted]) =>
    Object.entries(wanted).every(([key, expected]) =>
      conditionHolds(operator, byLowerCase.get(key.toLowerCase()), expected),
    ),
  );
}

function conditionHolds(
  fullOperator: string,
  actual: string | string[] | undefined,
  expected: string[],
): boolean {
  const every = fullOperator.startsWith('ForAllValues:');
  const ifExists = fullOperator.endsWith('IfExists');
  const operator = fullOperator
    .replace(/^For(All|Any)Values?:/, '')
    .replace(/IfExists$/, '');
  if (operator === 'Null') {
    return expected.includes(String(actual === undefined));
  }
  if (actual === undefined) {
    return ifExists || every || operator in negations;
  }
  const values = list(actual).map(String);
  if (operator in negations) {
    const compare = comparisons[negations[operator]];
    return values.every(value => !expected.some(item => compare(value, item)));
  }
  const compare = comparisons[operator];
  if (!compare) {
    return false;
  }
  const matches = (value: string) =>
    expected.some(item => compare(value, item));
  return every ? values.every(matches) : values.some(matches);
}
