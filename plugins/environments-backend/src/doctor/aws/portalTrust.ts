import {
  allowing,
  principalOf,
  type PolicyStatement,
} from './PolicyStatements';

const TAG = 'aws:PrincipalTag/plinth:component';

/**
 * Whom the portal's role lets in besides the portal, or that it does not let it in.
 *
 * @param document - the role's trust, as JSON
 * @param portalAccount - the account in which the portal runs
 */
export function portalTrustFaults(
  document: string,
  portalAccount: string,
): string[] {
  const statements = allowing(document);
  const faults = statements.flatMap(statement =>
    isOfAccount(statement, portalAccount)
      ? untagged(statement, portalAccount)
      : [`It lets ${principalOf(statement)} in.`],
  );
  return statements.some(each => isOfAccount(each, portalAccount))
    ? faults
    : [...faults, `It lets nobody of account ${portalAccount} in.`];
}

/** An account as a whole, so that its own policies say who, or single roles of it. */
function isOfAccount({ Principal }: PolicyStatement, account: string): boolean {
  if (typeof Principal !== 'object') {
    return false;
  }
  const { AWS = [], ...others } = Principal;
  return (
    Object.keys(others).length === 0 &&
    AWS.length > 0 &&
    AWS.every(name => name === account || name.split(':')[4] === account)
  );
}

function untagged(statement: PolicyStatement, account: string): string[] {
  const names =
    typeof statement.Principal === 'object' ? statement.Principal.AWS : [];
  const whole = names.some(
    name => name === account || name.endsWith(`:${account}:root`),
  );
  const tag = statement.Condition.StringEquals?.[TAG];
  return whole && (tag?.length !== 1 || tag[0] !== 'portal')
    ? [
        `It lets in whoever may assume roles in account ${account}: it does not ask for ${TAG} = portal.`,
      ]
    : [];
}
