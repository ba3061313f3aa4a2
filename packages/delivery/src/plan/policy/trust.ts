import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { TemplateResource } from '../../synth/Assembly';
import type { PolicyStatement, ResourceStatements } from './Statements';
import type { Violation } from './Violation';

/** Keys of conditions that bind a request to an organization, an account, a resource or a network. */
const BINDING =
  /^(aws:(principal(org(id|paths)|account|arn)|source(account|arn|org(id|paths)|vpc|vpce|ip)|resource(account|org(id|paths)))|kms:calleraccount|sns:endpoint|.+:sub)$/;

/** Operators that compare; with `IfExists`, a request that lacks the key would pass. */
const COMPARING =
  /^(ForAnyValue:)?(StringEquals|StringLike|ArnEquals|ArnLike|IpAddress|StringEqualsIgnoreCase)$/;

/** Accounts of AWS itself that write logs of load balancers; source: CDK's region facts. */
const isAccountOfAws = (account: string): boolean =>
  RegionInfo.regions.some(({ elbv2Account }) => elbv2Account === account);

/** Who is let in besides the platform's own accounts: everybody, accounts that nobody authorized, runs of any repository. */
export function trustViolations(
  { Type }: TemplateResource,
  { trust, resource }: ResourceStatements,
  own: ReadonlySet<string>,
): Violation[] {
  return [...trust, ...resource]
    .filter(({ allows }) => allows)
    .flatMap(statement => [
      ...everybody(Type, statement),
      ...foreign(Type, statement, own),
      ...federated(Type, statement),
    ]);
}

function everybody(type: string, statement: PolicyStatement): Violation[] {
  const { principals, hasNotPrincipal } = statement;
  const open =
    hasNotPrincipal ||
    principals.AWS?.some(principal => /^[*?]+$/.test(principal));
  return open && !isBound(statement)
    ? [
        {
          rule: 'permissions.everybody',
          message: `${type} lets everybody in; name who may, or bind it to the organization (condition aws:PrincipalOrgID).`,
        },
      ]
    : [];
}

function foreign(
  type: string,
  { principals }: PolicyStatement,
  own: ReadonlySet<string>,
): Violation[] {
  const accounts = (principals.AWS ?? []).flatMap(
    principal =>
      /^(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?:$|:)/.exec(principal)?.[1] ?? [],
  );
  return [...new Set(accounts)]
    .filter(account => !own.has(account) && !isAccountOfAws(account))
    .map(account => ({
      rule: 'permissions.foreign-account',
      message: `${type} lets account ${account} in, which the governance phase does not authorize; name one that it does.`,
    }));
}

/** Trust of a provider of web identities says nothing until it says whose. */
function federated(type: string, statement: PolicyStatement): Violation[] {
  const providers = (statement.principals.Federated ?? []).filter(provider =>
    /:oidc-provider\/|^(accounts\.google|cognito-identity|www\.amazon|graph\.facebook)\b/.test(
      provider,
    ),
  );
  return providers.length > 0 && !isBound(statement)
    ? [
        {
          rule: 'permissions.everybody',
          message: `${type} trusts whoever has an account with ${providers[0].replace(/^.*:oidc-provider\//, '')}; name the subject (condition …:sub).`,
        },
      ]
    : [];
}

function isBound({ conditions }: PolicyStatement): boolean {
  return Object.entries(conditions).some(
    ([operator, keys]) =>
      COMPARING.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) => BINDING.test(key) && values.every(isParticular),
      ),
  );
}

/** A subject with a wildcard for its owner or repository is anybody's; so is a network that is the world. */
function isParticular(value: string): boolean {
  const owner = /^repo:([^/:]*)\/([^:]*)/.exec(value);
  if (owner) {
    return !/[*?]/.test(owner[1] + owner[2]);
  }
  return !/^[*?]|^arn:[*?]|^(0\.0\.0\.0|::)\/0$|^repo:[*?]/.test(value);
}
