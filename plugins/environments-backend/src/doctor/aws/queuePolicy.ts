import { CannotTell } from '../Check';
import { allowing, type PolicyStatement } from './PolicyStatements';

/**
 * Which accounts' rules a queue takes no events from.
 *
 * @throws CannotTell where a condition decides that says nothing of accounts
 */
export function accountsKeptOut(
  policy: string | undefined,
  accounts: readonly string[],
): string[] {
  const statements = policy ? allowing(policy).filter(takesEvents) : [];
  const out = accounts.filter(
    account => !statements.some(statement => mayLetIn(statement, account)),
  );
  const doubtful = statements.flatMap(otherConditions);
  const sure = (account: string) =>
    statements.some(
      each => mayLetIn(each, account) && otherConditions(each).length === 0,
    );
  if (out.length === 0 && !accounts.every(sure)) {
    throw new CannotTell(
      `the queue's policy asks for ${doubtful.join(', ')}, which is not weighed here`,
    );
  }
  return out;
}

/** Whether a queue takes events of whoever sends them, also from rules of strangers. */
export function isOpenToAll(policy: string): boolean {
  return allowing(policy)
    .filter(takesEvents)
    .some(each => conditionsOf(each).length === 0);
}

/**
 * Whether a bus takes no events from an account's rules.
 *
 * @throws CannotTell where a condition decides
 */
export function busKeepsOut(
  policy: string | undefined,
  account: string,
): boolean {
  const statements = (policy ? allowing(policy) : []).filter(
    ({ Principal, Action }) =>
      Action.some(action =>
        /^(\*|events:\*|events:PutEvents)$/i.test(action),
      ) &&
      (Principal === '*' ||
        (Principal?.AWS ?? []).some(
          name =>
            name === '*' || name === account || name.includes(`::${account}:`),
        )),
  );
  if (statements.length === 0) {
    return true;
  }
  const doubtful = statements.filter(each => conditionsOf(each).length > 0);
  if (doubtful.length === statements.length) {
    throw new CannotTell(
      'the policy of the bus has conditions, which are not weighed here',
    );
  }
  return false;
}

function takesEvents({ Principal, Action }: PolicyStatement): boolean {
  const named =
    Principal === '*' ||
    Object.values(Principal ?? {})
      .flat()
      .some(name => name === '*' || name === 'events.amazonaws.com');
  return (
    named &&
    Action.some(action => /^(\*|sqs:\*|sqs:SendMessage)$/i.test(action))
  );
}

/** As far as its conditions speak of accounts: every one of them has to hold. */
function mayLetIn(statement: PolicyStatement, account: string): boolean {
  return conditionsOf(statement).every(each => letsIn(each, account) ?? true);
}

function otherConditions(statement: PolicyStatement): string[] {
  return conditionsOf(statement)
    .filter(each => letsIn(each, '') === undefined)
    .map(({ operator, key }) => `${key} (${operator})`);
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function conditionsOf({ Condition: all }: PolicyStatement): Condition[] {
  return Object.entries(all).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

/** Whether a condition lets in an account's rules; undefined of one that says nothing of accounts, or says it another way. */
function letsIn(
  { operator, key, values }: Condition,
  account: string,
): boolean | undefined {
  const by = `${operator.replace(/IfExists$/, '')} ${key}`;
  if (/^String(Equals|Like) aws:SourceAccount$/i.test(by)) {
    return values.includes(account);
  }
  const asPatterns = /^(Arn(Equals|Like)|StringLike) aws:SourceArn$/i.test(by);
  const asTexts = /^StringEquals aws:SourceArn$/i.test(by);
  return asPatterns || (asTexts && !values.join().includes('*'))
    ? values.some(arn => ['*', account].includes(arn.split(':')[4] ?? '*'))
    : undefined;
}
