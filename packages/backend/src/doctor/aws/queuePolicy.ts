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

function takesEvents({ Principal, Action = [] }: PolicyStatement): boolean {
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
function mayLetIn({ Condition }: PolicyStatement, account: string): boolean {
  return Object.values(Condition).every(keys =>
    Object.entries(keys).every(([key, values]) => {
      switch (key.toLowerCase()) {
        case 'aws:sourceaccount':
          return values.includes(account);
        case 'aws:sourcearn':
          return values.some(arn =>
            ['*', account].includes(arn.split(':')[4] ?? '*'),
          );
        default:
          return true;
      }
    }),
  );
}

function otherConditions({ Condition }: PolicyStatement): string[] {
  return Object.values(Condition)
    .flatMap(keys => Object.keys(keys))
    .filter(key => !/^aws:source(account|arn)$/i.test(key));
}
