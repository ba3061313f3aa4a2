import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { ActionContext, BuiltInAction } from './BuiltInAction';

/**
 * `aws-actions/configure-aws-credentials`: trades the job's OIDC token for the credentials of a role, by
 * AssumeRoleWithWebIdentity, and leaves them in the environment of the steps that follow.
 */
export const configureAwsCredentials: BuiltInAction = {
  name: 'aws-actions/configure-aws-credentials',
  inputs: {
    'role-to-assume': '',
    'aws-region': '',
    audience: 'sts.amazonaws.com',
    'role-session-name': 'GitHubActions',
    'role-duration-seconds': '3600',
    'mask-aws-account-id': 'false',
    'allowed-account-ids': '',
    'unset-current-credentials': 'false',
    'output-credentials': 'false',
  },
  run: async context => {
    const role = context.input('role-to-assume');
    const region = context.input('aws-region');
    const account = /^arn:aws[\w-]*:iam::(\d{12}):role\/.+$/.exec(role)?.[1];
    if (!region) {
      throw new Error('Input required and not supplied: aws-region');
    }
    if (!account) {
      throw new Error(
        `role-to-assume must be the ARN of a role; this runner assumes no other: '${role}'`,
      );
    }
    const allowed = context.input('allowed-account-ids');
    if (allowed && !allowed.split(',').some(id => id.trim() === account)) {
      throw new Error(
        `The account ${account} is not one of allowed-account-ids: ${allowed}`,
      );
    }
    if (context.flag('mask-aws-account-id')) {
      context.mask(account);
    }
    const token = await idToken(context);
    const { credentials, arn } = await assumeRole(context, role, token, region);
    context.mask(credentials.AccessKeyId);
    context.mask(credentials.SecretAccessKey);
    context.mask(credentials.SessionToken);
    context.exportVariable('AWS_REGION', region);
    context.exportVariable('AWS_DEFAULT_REGION', region);
    context.exportVariable('AWS_ACCESS_KEY_ID', credentials.AccessKeyId);
    context.exportVariable(
      'AWS_SECRET_ACCESS_KEY',
      credentials.SecretAccessKey,
    );
    context.exportVariable('AWS_SESSION_TOKEN', credentials.SessionToken);
    context.setOutput('aws-account-id', account);
    context.setOutput('authenticated-arn', arn);
    if (context.flag('output-credentials')) {
      context.setOutput('aws-access-key-id', credentials.AccessKeyId);
      context.setOutput('aws-secret-access-key', credentials.SecretAccessKey);
      context.setOutput('aws-session-token', credentials.SessionToken);
    }
    context.log(`Authenticated as ${arn}`);
  },
};

const answerSchema = z.object({
  AssumeRoleWithWebIdentityResponse: z.object({
    AssumeRoleWithWebIdentityResult: z.object({
      Credentials: z.object({
        AccessKeyId: z.string(),
        SecretAccessKey: z.string(),
        SessionToken: z.string(),
      }),
      AssumedRoleUser: z.object({ Arn: z.string() }),
    }),
  }),
});

async function idToken(context: ActionContext): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN } =
    context.env;
  if (!url) {
    throw new Error(
      'Credentials could not be loaded: the job has no OIDC token. Give it "permissions: id-token: write"',
    );
  }
  const audience = encodeURIComponent(context.input('audience'));
  const response = await fetch(`${url}&audience=${audience}`, {
    headers: { authorization: `bearer ${ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
    signal: context.signal,
  });
  if (!response.ok) {
    throw new Error(
      `GitHub gave no OIDC token: ${response.status} ${await response.text()}`,
    );
  }
  const { value } = (await response.json()) as { value: string };
  context.mask(value);
  return value;
}

async function assumeRole(
  context: ActionContext,
  role: string,
  token: string,
  region: string,
) {
  const endpoint =
    context.env.AWS_ENDPOINT_URL_STS ||
    context.env.AWS_ENDPOINT_URL ||
    `https://sts.${region}.amazonaws.com`;
  context.log(`Assuming role with OIDC: ${role}`);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: role,
      RoleSessionName: sessionName(context.input('role-session-name')),
      DurationSeconds: context.input('role-duration-seconds'),
      WebIdentityToken: token,
    }),
    signal: context.signal,
  });
  const body = await response.text();
  const document: unknown = new XMLParser({ parseTagValue: false }).parse(body);
  if (!response.ok) {
    const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? body;
    throw new Error(`Could not assume role with OIDC: ${message}`);
  }
  const { AssumeRoleWithWebIdentityResult: result } =
    answerSchema.parse(document).AssumeRoleWithWebIdentityResponse;
  return { credentials: result.Credentials, arn: result.AssumedRoleUser.Arn };
}

/** Session names take few characters, and at most 64; as the action does, others become underscores. */
function sessionName(wanted: string): string {
  return wanted.replace(/[^\w+=,.@-]/g, '_').slice(0, 64);
}
