import type { AwsContext } from '../AwsContext';
import { evaluateTrust } from '../iam/evaluatePolicies';
import { oidcProviderArn } from '../iam/IamStore';
import { AwsError } from '../protocols/AwsError';
import type { Operation } from '../service/AwsService';
import { openSession, sessionOptions } from './openSession';
import { verifyWebIdentity, type Claims } from './verifyWebIdentity';

/** Opens a session of a role for whoever bears a token of an issuer that the account trusts. */
export function assumeRoleWithWebIdentity(
  context: Pick<AwsContext, 'clock' | 'iam' | 'sessions'>,
): Operation {
  const { clock, iam } = context;
  return async (call, input) => {
    const arn = input.text('RoleArn');
    const token = input.text('WebIdentityToken');
    const session = sessionOptions(input);
    input.end();
    const claims = await verifyWebIdentity(token, clock.now());
    const account = /^arn:aws:iam::(\d{12}):role\//.exec(arn)?.[1] ?? '';
    const provider = iam.providers.get(oidcProviderArn(account, claims.iss));
    if (!provider) {
      throw new AwsError(
        'InvalidIdentityToken',
        `No OpenIDConnect provider found in your account for ${claims.iss}`,
      );
    }
    const [audience] = [claims.aud].flat();
    if (![claims.aud].flat().some(aud => provider.clientIds.includes(aud))) {
      throw new AwsError('InvalidIdentityToken', 'Incorrect token audience');
    }
    const role = iam.roleByArn(arn);
    const trust =
      role &&
      evaluateTrust(role.trust, {
        action: 'sts:AssumeRoleWithWebIdentity',
        caller: { Federated: [provider.arn] },
        conditionKeys: claimKeys(claims),
      });
    if (!role || trust?.effect !== 'allowed') {
      throw new AwsError(
        'AccessDenied',
        `Not authorized to perform sts:AssumeRoleWithWebIdentity${trust?.fault ? `: ${trust.fault}` : ''}`,
        403,
      );
    }
    // The trail names the web identity: until now the caller had no principal in AWS.
    Object.assign(call.principal, {
      arn: `${provider.arn}:${claims.sub}`,
      principalId: `${provider.arn}:${audience}:${claims.sub}`,
      userName: claims.sub,
      account,
    });
    call.account = account;
    return {
      ...openSession(context, role, session),
      SubjectFromWebIdentityToken: claims.sub,
      Audience: audience,
      Provider: provider.arn,
    };
  };
}

/**
 * The claims of a token that AWS makes condition keys of: those of OIDC, and those that it knows of GitHub. Every other
 * one is no key: a condition on it never holds.
 */
const KEYS = [
  'aud',
  'sub',
  'actor',
  'actor_id',
  'enterprise_id',
  'environment',
  'job_workflow_ref',
  'ref',
  'repository',
  'repository_id',
  'workflow',
];

function claimKeys(claims: Claims): Record<string, string | string[]> {
  const issuer = claims.iss.replace(/^https?:\/\//, '');
  return Object.fromEntries(
    Object.entries(claims)
      .filter(([name]) => KEYS.includes(name))
      .map(([name, value]) => [
        `${issuer}:${name}`,
        Array.isArray(value) ? value.map(String) : String(value),
      ]),
  );
}
