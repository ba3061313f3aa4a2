import { estimate, PRICED_TYPES } from '@plinth/pricing';
import fc from 'fast-check';
import { hostileTemplates } from '../__testUtils__/hostileTemplates';
import { synthesizedStack } from '../__testUtils__/stacks';
import { DeliveryError } from '../errors';
import type { Template } from '../synth/Assembly';
import { costOf } from './cost';
import { policyFindings } from './policy/policyFindings';
import { stackChanges } from './resourceChanges';

const templates = hostileTemplates([
  ...['AWS::DynamoDB::Table', 'AWS::EC2::SecurityGroup', 'AWS::IAM::Role'],
  ...['AWS::IAM::Policy', 'AWS::Lambda::Permission', 'AWS::S3::BucketPolicy'],
  ...[
    'AWS::CloudFormation::Stack',
    'AWS::Serverless::Function',
    'AWS::SNS::Topic',
  ],
]);

/** What a plan reads is code of a pull request, and what is deployed may be anything; a plan that crashes says nothing. */
/** The template with a policy that every account is lost by. */
const withAdministrator = (template: Template): Template => ({
  ...template,
  Resources: {
    ...template.Resources,
    Administrator: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyDocument: {
          Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
        },
      },
    },
  },
});

describe('a plan of hostile templates', () => {
  /** The changes; undefined where the two cannot be compared, which a plan says as an error. */
  const compare = (...given: Parameters<typeof stackChanges>) => {
    try {
      return stackChanges(...given);
    } catch (error) {
      if (error instanceof DeliveryError) {
        return undefined;
      }
      throw error;
    }
  };

  it('tells changes, costs and findings, whatever both sides hold, which hides nothing that stands beside it', () => {
    let compared = 0;
    fc.assert(
      fc.property(templates, templates, (before, after) => {
        const stack = synthesizedStack('environments/claims', {
          template: after,
        });
        const deployed = { template: before, parameters: { It: 'x' } };
        const changes = compare(stack, deployed);
        compared += changes ? 1 : 0;
        expect(compare(stack, { ...deployed, template: after }) ?? []).toEqual(
          [],
        );
        expect(costOf(stack, deployed).pricedMonthly).toBeGreaterThanOrEqual(0);
        const found = policyFindings(
          { ...stack, template: withAdministrator(after) },
          undefined,
          changes ?? [],
          undefined,
        );
        expect(found).toContainEqual(
          expect.objectContaining({
            severity: 'error',
            resource: 'Administrator',
          }),
        );
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(200);
  });

  it('adds of a stack that is not there what it adds to an empty one', () => {
    // The library takes what every object answers to for there already, and a loop for one whatever it holds.
    const isTold = ({ logicalId }: { logicalId: string }) =>
      !(logicalId in {}) && !logicalId.startsWith('Fn::');
    fc.assert(
      fc.property(templates, template => {
        const stack = synthesizedStack('environments/claims', { template });
        const empty = { template: {}, parameters: {} };
        const added = compare(stack, empty) ?? stackChanges(stack, undefined);
        expect(stackChanges(stack, undefined).filter(isTold)).toEqual(
          added.filter(isTold),
        );
      }),
    );
  });

  it('says what cannot be compared as an error, and shows no change of it', () => {
    expect(() =>
      stackChanges(
        synthesizedStack('environments/claims', {
          template: {
            Resources: { P: { Type: 'AWS::S3::BucketPolicy', Properties: {} } },
          },
        }),
        { template: {}, parameters: {} },
      ),
    ).toThrow(/stack claims cannot be told .*correct the template/);
  });
});

describe('an estimate of hostile templates', () => {
  it('ends with a finite sum of its lines, whatever a template holds', () => {
    fc.assert(
      fc.property(hostileTemplates(PRICED_TYPES), template => {
        const { monthly, lines } = estimate(
          template as Parameters<typeof estimate>[0],
          { region: 'us-east-1' },
        );
        expect(Number.isFinite(monthly)).toBe(true);
        expect(lines.every(line => line.monthly >= 0)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
