import { REGIONS } from '../../schema';
import {
  type Guardrail,
  guardrailPolicy,
  MAX_GUARDRAIL_CHARACTERS,
} from './guardrailPolicies';

const WITH_SHARED_TARGETS: Guardrail[] = [
  'baseline',
  'regions',
  'data',
  'identities',
];
const GUARDRAILS: Guardrail[] = [...WITH_SHARED_TARGETS, 'console-edits'];
const EVERY_REGION = REGIONS.map(({ code }) => code);

const statement = (guardrail: Guardrail, sid: string) =>
  guardrailPolicy(guardrail, 'aws', ['us-east-1']).Statement.find(
    ({ Sid }) => Sid === sid,
  );

describe('guardrails', () => {
  it.each(GUARDRAILS)('%s fits into one policy of AWS', guardrail => {
    const text = JSON.stringify(
      guardrailPolicy(guardrail, 'aws-us-gov', EVERY_REGION),
    );
    expect(text.length).toBeLessThan(MAX_GUARDRAIL_CHARACTERS);
  });

  it('are four that share their targets, since AWS attaches five to one and its own takes one', () => {
    expect(WITH_SHARED_TARGETS.length).toBeLessThanOrEqual(4);
  });

  it.each(GUARDRAILS)('%s only denies, each statement once', guardrail => {
    const { Statement } = guardrailPolicy(guardrail, 'aws', EVERY_REGION);
    expect(new Set(Statement.map(({ Effect }) => Effect))).toEqual(
      new Set(['Deny']),
    );
    const sids = Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    for (const sid of sids) {
      expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    }
  });

  it('keep accounts in, the root user out, and audit services on', () => {
    expect(statement('baseline', 'KeepInOrganization')?.Action).toBe(
      'organizations:LeaveOrganization',
    );
    expect(statement('baseline', 'DenyRootUser')).toMatchObject({
      Action: '*',
      Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } },
    });
    expect(statement('baseline', 'ProtectAuditServices')?.Action).toEqual(
      expect.arrayContaining([
        'cloudtrail:StopLogging',
        'config:StopConfigurationRecorder',
        'guardduty:DeleteDetector',
      ]),
    );
  });

  it('protect what the pipeline’s roles may do, where the bootstrap keeps it', () => {
    expect(statement('baseline', 'ProtectPipelinePolicies')).toMatchObject({
      Action: expect.arrayContaining(['iam:CreatePolicyVersion']),
      Resource: 'arn:aws:iam::*:policy/plinth-*',
    });
  });

  it('protect the pipeline’s roles from all but CloudFormation and who bootstraps an account', () => {
    expect(statement('baseline', 'ProtectPipelineRoles')).toMatchObject({
      Resource: expect.arrayContaining([
        'arn:aws:iam::*:role/plinth-*',
        'arn:aws:iam::*:role/cdk-*',
      ]),
      Condition: {
        ArnNotLike: {
          'aws:PrincipalArn': [
            'arn:aws:iam::*:role/cdk-*-cfn-exec-role-*',
            'arn:aws:iam::*:role/OrganizationAccountAccessRole',
            expect.stringContaining('AWSReservedSSO_platform-admin_'),
          ],
        },
      },
    });
  });

  it('leave global services open outside of the allowed regions, and nothing that has data', () => {
    const regions = statement('regions', 'StayInRegions');
    expect(regions?.Condition).toEqual({
      StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] },
    });
    expect(regions?.NotAction).toEqual(
      expect.arrayContaining(['iam:*', 'sts:*', 'route53:*', 'cloudfront:*']),
    );
    for (const service of ['ec2:*', 's3:*', 'rds:*', 'kms:*', 'lambda:*']) {
      expect(regions?.NotAction).not.toContain(service);
    }
  });

  it('ask IAM users for a second factor, and only those: other sessions do not carry it', () => {
    expect(statement('identities', 'UsersNeedSecondFactor')?.Condition).toEqual(
      {
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' },
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
      },
    );
  });
});
