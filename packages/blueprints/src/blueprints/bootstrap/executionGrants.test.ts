import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleUnits } from '../../samples';
import type { Stage } from '../../schema';
import type { Template } from '../../synthesizeUnit';
import { sampleUnit, synthesizeOnce } from '../../testing/synthesized';
import { policyStatements } from '../../testing/templateRules';
import {
  neededActions,
  type NeededAction,
  type Place,
  requestContext,
  UNKNOWN,
} from '../../testing/neededActions';

const stacksOf = synthesizeOnce();

/** What IAM accepts for one managed policy, without white space. */
const MAX_POLICY = 6144;

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: {
    StringEquals?: Record<string, string>;
    StringEqualsIfExists?: Record<string, string>;
  };
}

/** The statements of CloudFormation's role, by default, for units of a stage; or where it may create accounts. */
function executionStatements(
  stage: Stage,
  region: string,
  createAccounts: boolean,
): Statement[] {
  const unit = sampleUnit('bootstrap', stage === 'preview' ? 'dev' : stage, {
    size: 'first',
    region,
    parameters: createAccounts ? { createAccounts } : {},
  });
  const resources = stacksOf(unit)[0].template.Resources ?? {};
  const [roleId] =
    Object.entries(resources).find(([, { Properties }]) =>
      String(Properties?.RoleName).includes('cfn-exec'),
    ) ?? [];
  return Object.values(resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::ManagedPolicy' &&
        JSON.stringify(Properties?.Roles) === JSON.stringify([{ Ref: roleId }]),
    )
    .flatMap(({ Properties }) => {
      const { Statement } = Properties?.PolicyDocument as {
        Statement: Statement[];
      };
      return Statement;
    });
}

/** IAM's patterns as regular expressions, each made once: there are few, and they are tried on a million names. */
const expressions = new Map<string, RegExp>();
function matches(pattern: string, text: string): boolean {
  let expression = expressions.get(pattern);
  if (!expression) {
    expression = new RegExp(
      `^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`,
    );
    expressions.set(pattern, expression);
  }
  return expression.test(text);
}

/** As IAM decides: an explicit deny wins, and what nothing allows is refused. */
function isAllowed(
  statements: Statement[],
  needed: NeededAction,
  place: Place,
  boundary = `arn:aws:iam::${place.account}:policy/plinth-platform/plinth-boundary`,
): boolean {
  const { action, resource } = needed;
  const context = requestContext(needed, place, boundary);
  const applying = statements.filter(
    statement =>
      [statement.Action].flat().some(each => matches(each, action)) &&
      [statement.Resource].flat().some(each => matches(each, resource)) &&
      Object.entries(statement.Condition?.StringEquals ?? {}).every(
        ([key, value]) => context[key] === value,
      ) &&
      Object.entries(statement.Condition?.StringEqualsIfExists ?? {}).every(
        ([key, value]) => (context[key] ?? value) === value,
      ),
  );
  return (
    applying.some(({ Effect }) => Effect === 'Allow') &&
    applying.every(({ Effect }) => Effect === 'Allow')
  );
}

/** Whether the boundary takes an action away wherever it is done. */
const deniedByBoundary = (() => {
  let denied: string[] | undefined;
  return (action: string): boolean => {
    denied ??= policyStatements(
      stacksOf(sampleUnit('bootstrap', 'staging', { size: 'first' }))[0]
        .template,
    )
      .filter(({ path }) => path.startsWith('Boundary'))
      .map(({ statement }) => statement)
      .filter(({ Effect, Resource }) => Effect === 'Deny' && Resource === '*')
      .flatMap(({ Action }) => Action ?? []);
    return denied.some(pattern => matches(pattern, action));
  };
})();

const typesOf = ({ Resources = {} }: Template) => [
  ...new Set(Object.values(Resources).map(({ Type }) => Type)),
];

const known = new Map<string, Statement[]>();
const statementsFor = (
  stage: Stage,
  region: string,
  createAccounts = false,
) => {
  const key = `${stage} ${region} ${createAccounts}`;
  const statements =
    known.get(key) ?? executionStatements(stage, region, createAccounts);
  known.set(key, statements);
  return statements;
};

describe('the role with which CloudFormation changes stacks', () => {
  const samples = sampleUnits().filter(
    ({ blueprint }) => blueprint !== 'bootstrap',
  );
  const blueprints = [...new Set(samples.map(({ blueprint }) => blueprint))];

  it.each(blueprints)('may make by default all that %s has', blueprint => {
    const refused = new Set<string>();
    for (const { stage, unit } of samples.filter(
      sample => sample.blueprint === blueprint,
    )) {
      for (const { account, region, template } of stacksOf(unit)) {
        const types = typesOf(template);
        const statements = statementsFor(
          stage,
          region,
          // The one thing that is asked for by name, in the bootstrap of the management account.
          types.includes('AWS::Organizations::Account'),
        );
        for (const type of types) {
          for (const needed of neededActions(type, { account, region })) {
            if (!isAllowed(statements, needed, { account, region })) {
              refused.add(
                `${stage} ${type}: ${needed.action} ${needed.resource}`,
              );
            }
          }
        }
      }
    }
    expect([...refused]).toEqual([]);
  });

  it.each(blueprints)(
    'gives roles a boundary that leaves those of %s what they need',
    blueprint => {
      const stopped = new Set<string>();
      for (const { unit } of samples.filter(
        sample => sample.blueprint === blueprint,
      )) {
        for (const { template } of stacksOf(unit)) {
          for (const { statement } of policyStatements(template)) {
            const { Effect, Principal } = statement;
            if (Effect !== 'Allow' || Principal !== undefined) {
              continue;
            }
            for (const action of [statement.Action ?? []].flat()) {
              if (deniedByBoundary(action)) {
                stopped.add(action);
              }
            }
          }
        }
      }
      expect([...stopped]).toEqual([]);
    },
  );

  it('is simulated without what nobody publishes, which is listed, and of which no blueprint makes a type', () => {
    const listed = readFileSync(join(__dirname, 'README.md'), 'utf8');
    const types = new Set(
      samples.flatMap(({ unit }) =>
        stacksOf(unit).flatMap(({ template }) => typesOf(template)),
      ),
    );
    for (const { what, types: pattern } of UNKNOWN) {
      expect(listed.replace(/\s+/g, ' ')).toContain(what);
      expect([...types].filter(type => pattern?.test(type))).toEqual([]);
    }
  });

  it('may create accounts only where the bootstrap was asked for it', () => {
    const place = { account: '123456789012', region: 'us-west-2' };
    const refused = (createAccounts: boolean) =>
      neededActions('AWS::Organizations::Account', place)
        .filter(
          needed =>
            !isAllowed(
              statementsFor('shared', place.region, createAccounts),
              needed,
              place,
            ),
        )
        .map(({ action }) => action);
    expect(refused(true)).toEqual([]);
    expect(refused(false)).toEqual(['organizations:CreateAccount']);
  });

  it('may make what the documentation adds to an environment', () => {
    const place = { account: '111122223333', region: 'us-east-1' };
    const refused = [
      'AWS::Lambda::Function',
      'AWS::Lambda::EventSourceMapping',
      'AWS::SQS::Queue',
    ]
      .flatMap(type => neededActions(type, place))
      .filter(
        needed => !isAllowed(statementsFor('dev', place.region), needed, place),
      );
    expect(refused).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'another region',
      'rds:CreateDBInstance arn:aws:rds:eu-west-1:444455556666:db:x',
    ],
    [
      'the deploy role',
      'iam:PutRolePolicy arn:aws:iam::444455556666:role/plinth-deploy',
    ],
    [
      'its own role',
      'iam:AttachRolePolicy arn:aws:iam::444455556666:role/cdk-plinth-cfn-exec-role-444455556666-us-east-1',
    ],
    [
      'the OIDC provider',
      'iam:DeleteOpenIDConnectProvider arn:aws:iam::444455556666:oidc-provider/x',
    ],
    [
      'the policies of its own roles',
      'iam:CreatePolicyVersion arn:aws:iam::444455556666:policy/plinth-platform/bootstrap-ExecutionRoleServices',
    ],
    [
      'a database of another region, but to follow it',
      'rds:DeleteDBInstance arn:aws:rds:eu-west-1:444455556666:db:x',
    ],
    [
      'what another account shares, but to join it',
      'ec2:DeleteTransitGateway arn:aws:ec2:us-east-1:999988887777:transit-gateway/tgw-x',
    ],
    [
      'a role that an organization made for its administrators',
      'iam:PutRolePolicy arn:aws:iam::444455556666:role/OrganizationAccountAccessRole',
    ],
    [
      'who may be it',
      'iam:UpdateAssumeRolePolicy arn:aws:iam::444455556666:role/OrganizationAccountAccessRole',
    ],
    [
      'the role with which the CDK would deploy by default',
      'iam:PassRole arn:aws:iam::444455556666:role/cdk-hnb659fds-cfn-exec-role-444455556666-us-east-1',
    ],
    [
      'roles of others',
      'iam:AttachRolePolicy arn:aws:iam::444455556666:role/payroll',
    ],
    [
      'policies of others',
      'iam:CreatePolicyVersion arn:aws:iam::444455556666:policy/payroll',
    ],
    [
      'the boundary of what it made',
      'iam:DeleteRolePermissionsBoundary arn:aws:iam::444455556666:role/plinth/claims',
    ],
    [
      'what the boundary says',
      'iam:CreatePolicyVersion arn:aws:iam::444455556666:policy/plinth-platform/plinth-boundary',
    ],
    [
      'a network of another account',
      'ec2:CreateVpcEndpoint arn:aws:ec2:us-east-1:999988887777:vpc/x',
    ],
    [
      'a protection of another account',
      'shield:DeleteProtection arn:aws:shield::999988887777:protection/x',
    ],
    ['users', 'iam:CreateUser arn:aws:iam::444455556666:user/x'],
    ['the organization', 'organizations:CreatePolicy *'],
    [
      'a service that no blueprint uses',
      'states:CreateStateMachine arn:aws:states:us-east-1:444455556666:x',
    ],
  ])('may not touch %s', (_, row) => {
    const [action, resource] = row.split(' ');
    expect(
      isAllowed(
        statementsFor('staging', 'us-east-1'),
        { action, resource },
        { account: '444455556666', region: 'us-east-1' },
      ),
    ).toBe(false);
  });

  it('may change no bucket of another account, which its ARN does not name', () => {
    const [place, other] = ['444455556666', '999988887777'].map(account => ({
      account,
      region: 'us-east-1',
    }));
    const needed = {
      action: 's3:PutBucketPolicy',
      resource: 'arn:aws:s3:::sample',
    };
    const statements = statementsFor('staging', place.region);
    expect(isAllowed(statements, needed, place)).toBe(true);
    expect(isAllowed(statements, needed, other)).toBe(false);
  });

  it.each([
    'iam:CreateRole',
    'iam:PutRolePolicy',
    'iam:AttachRolePolicy',
    'iam:PutRolePermissionsBoundary',
  ])(
    'may %s under the boundary of the platform, and under no other',
    action => {
      const place = { account: '444455556666', region: 'us-east-1' };
      const resource = 'arn:aws:iam::444455556666:role/plinth/claims';
      const decide = (boundary?: string) =>
        isAllowed(
          statementsFor('staging', place.region),
          { action, resource },
          place,
          boundary,
        );
      expect(decide()).toBe(true);
      expect(decide('arn:aws:iam::444455556666:policy/plinth/own')).toBe(false);
      expect(decide('')).toBe(false);
    },
  );

  it('fits into the policies that IAM accepts, with every service too', () => {
    const long: string[] = [];
    const largest = sampleUnit('bootstrap', 'shared', {
      size: 'every',
      parameters: { createAccounts: true },
    });
    for (const { id, unit } of [
      ...sampleUnits(),
      { id: 'every service, and accounts', unit: largest },
    ]) {
      for (const { template } of stacksOf(unit)) {
        for (const { Type, Properties } of Object.values(
          template.Resources ?? {},
        )) {
          if (Type !== 'AWS::IAM::ManagedPolicy') {
            continue;
          }
          const { length } = JSON.stringify(Properties?.PolicyDocument);
          if (length > MAX_POLICY) {
            long.push(`${id}: ${length}`);
          }
        }
      }
    }
    expect(long).toEqual([]);
  });
});
