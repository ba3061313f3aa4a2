import { Match, Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import {
  OrganizationGuardrails,
  type OrganizationGuardrailsProps,
} from './OrganizationGuardrails';

function policiesOf(props: Partial<OrganizationGuardrailsProps> = {}) {
  const stack = new Stack(new App(), 'Example');
  new OrganizationGuardrails(stack, 'Guardrails', {
    name: 'example',
    guardrails: ['baseline', 'regions', 'data', 'identities'],
    targets: ['r-ab12', 'ou-ab12-cd34ef56'],
    allowedRegions: ['us-east-1', 'us-west-2'],
    ...props,
  });
  return Template.fromStack(stack);
}

describe('OrganizationGuardrails', () => {
  it('attaches a policy for each guardrail to all of its targets, in the order that they are named', () => {
    const template = policiesOf();
    const policies = Object.entries(
      template.findResources('AWS::Organizations::Policy'),
    );
    expect(policies.map(([, { Properties }]) => Properties.Name)).toEqual([
      'example-baseline',
      'example-regions',
      'example-data',
      'example-identities',
    ]);
    template.allResourcesProperties('AWS::Organizations::Policy', {
      Type: 'SERVICE_CONTROL_POLICY',
      Description: Match.anyValue(),
      TargetIds: ['r-ab12', 'ou-ab12-cd34ef56'],
      // An object, not text: CloudFormation finds drift in it.
      Content: {
        Version: '2012-10-17',
        Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny' })]),
      },
    });
  });

  it('makes one policy at a time, as Organizations demands', () => {
    const policies = Object.entries(
      policiesOf().findResources('AWS::Organizations::Policy'),
    );
    policies.forEach(([, { DependsOn }], index) => {
      expect(DependsOn).toEqual(
        index === 0 ? undefined : [policies[index - 1][0]],
      );
    });
  });

  it('leaves the regions open that it is told, in the partition of the stack', () => {
    const template = policiesOf({ guardrails: ['regions', 'console-edits'] });
    template.hasResourceProperties('AWS::Organizations::Policy', {
      Name: 'example-regions',
      Content: {
        Statement: [
          Match.objectLike({
            Condition: {
              StringNotEquals: {
                'aws:RequestedRegion': ['us-east-1', 'us-west-2'],
              },
            },
          }),
        ],
      },
    });
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain('AWS::Partition');
    expect(text).not.toContain('arn:aws:');
  });

  it('refuses a policy that is longer than AWS accepts', () => {
    const allowedRegions = Array.from({ length: 400 }, (_, i) => `region-${i}`);
    expect(() => policiesOf({ allowedRegions })).toThrow(
      /guardrail regions has \d+ characters, and AWS accepts 5120; split it/,
    );
  });
});
