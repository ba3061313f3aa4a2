import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsCallRecord } from '../AwsEventBus';
import { clientOptions, DEV as account } from '../testing/clientOptions';
import { startTestAws, type TestAws } from '../testing/startTestAws';

describe('AssumeRoleWithWebIdentity', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  let aws: TestAws;
  let issuer: Server;
  let url: string;

  beforeAll(async () => {
    aws = await startTestAws();
    issuer = createServer((request, response) => {
      const body = request.url?.includes('openid-configuration')
        ? { issuer: url, jwks_uri: `${url}/jwks` }
        : { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] };
      response.end(JSON.stringify(body));
    });
    await new Promise<void>(resolve => issuer.listen(0, '127.0.0.1', resolve));
    url = `http://localhost:${(issuer.address() as AddressInfo).port}/_services/oidc`;
    const iam = new IAMClient(clientOptions(aws.url));
    const provider = await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: url,
        ClientIDList: ['sts.amazonaws.com'],
      }),
    );
    const name = url.replace('http://', '');
    const makeRole = (RoleName: string, Condition: object) =>
      iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: JSON.stringify({
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sts:AssumeRoleWithWebIdentity',
                Principal: { Federated: provider.OpenIDConnectProviderArn },
                Condition,
              },
            ],
          }),
        }),
      );
    await makeRole('plinth-deploy', {
      StringEquals: { [`${name}:aud`]: 'sts.amazonaws.com' },
      StringLike: {
        [`${name}:sub`]: 'repo:acme/infrastructure:ref:refs/heads/*',
      },
    });
    await makeRole('by-workflow', {
      StringEquals: { [`${name}:job_workflow_ref`]: 'deploy.yml' },
    });
    await makeRole('by-event', {
      StringEquals: { [`${name}:event_name`]: 'push' },
    });
  });
  afterAll(async () => {
    issuer.close();
    await aws.close();
  });

  function token(claims: Record<string, unknown> = {}): string {
    const encode = (part: object) =>
      Buffer.from(JSON.stringify(part)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const content = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({
      iss: url,
      aud: 'sts.amazonaws.com',
      sub: 'repo:acme/infrastructure:ref:refs/heads/main',
      iat: now,
      exp: now + 300,
      ...claims,
    })}`;
    const signature = sign('RSA-SHA256', Buffer.from(content), privateKey);
    return `${content}.${signature.toString('base64url')}`;
  }

  function assume(webIdentityToken: string, role = 'plinth-deploy') {
    // Without credentials: the token is all that the caller has.
    const sts = new STSClient({
      endpoint: aws.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: '', secretAccessKey: '' },
    });
    return sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: `arn:aws:iam::${account}:role/${role}`,
        RoleSessionName: 'plinth-run-1-0a1b2c3',
        WebIdentityToken: webIdentityToken,
      }),
    );
  }

  it('opens a session whose name reaches the trail', async () => {
    const recorded: AwsCallRecord[] = [];
    aws.bus.on('call', call => recorded.push(call));
    const { Credentials } = await assume(token());
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    };
    await new STSClient({
      endpoint: aws.url,
      region: 'us-east-1',
      credentials: session,
    }).send(new GetCallerIdentityCommand({}));
    expect(recorded).toMatchObject([
      {
        eventName: 'AssumeRoleWithWebIdentity',
        account,
        principal: {
          type: 'WebIdentityUser',
          userName: 'repo:acme/infrastructure:ref:refs/heads/main',
        },
        requestParameters: { roleSessionName: 'plinth-run-1-0a1b2c3' },
      },
      {
        eventName: 'GetCallerIdentity',
        principal: {
          arn: `arn:aws:sts::${account}:assumed-role/plinth-deploy/plinth-run-1-0a1b2c3`,
        },
      },
    ]);
    expect(JSON.stringify(recorded)).not.toContain('eyJ');
  });

  it.each([
    [{ sub: 'repo:acme/infrastructure:pull_request' }, 'AccessDenied'],
    [{ aud: 'plinth' }, 'InvalidIdentityTokenException'],
    [{ exp: 1 }, 'ExpiredTokenException'],
  ])('refuses a token with %j', async (claims, name) => {
    await expect(assume(token(claims))).rejects.toMatchObject({ name });
  });

  it('knows the claims that AWS makes condition keys of, and no others', async () => {
    const claims = { job_workflow_ref: 'deploy.yml', event_name: 'push' };
    await expect(assume(token(claims), 'by-workflow')).resolves.toMatchObject({
      Credentials: expect.anything(),
    });
    await expect(assume(token(claims), 'by-event')).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('refuses a forged token', async () => {
    const [head, , signature] = token().split('.');
    const [, payload] = token({ sub: 'repo:x/y:ref:refs/heads/main' }).split(
      '.',
    );
    await expect(
      assume(`${head}.${payload}.${signature}`),
    ).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
  });
});
