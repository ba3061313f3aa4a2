import { defineBlueprint } from '../../blueprint';
import {
  type StackEventsParameters,
  stackEventsParameters,
} from './stackEventsParameters';
import type { UnitEnvelope } from '../../unit';
import type { Issue } from '../../issue';

/** What brings the stack events of an account and region to the portal, version 1.0.0. */
export const stackEvents = defineBlueprint({
  name: 'stack-events',
  version: '1.0.0',
  kind: 'environment',
  title: 'Stack events',
  description:
    'A rule that sends the stack events of this account and region to the portal. Where the portal is, its own stack has one.',
  stages: ['dev', 'staging', 'production', 'shared'],
  stackClass: 'StackEvents',
  parameters: stackEventsParameters,
  form: {
    groups: [
      { title: 'Portal', parameters: ['portalAccount', 'portalRegion'] },
    ],
  },
  holdsTenants: false,
  readiness: [
    {
      requirement: 'PHS-16',
      title: 'Stack events go to the portal',
      resources: {
        'AWS::Events::Rule': [1, 'rule'],
        'AWS::IAM::Role': [1, 'role of the rule'],
      },
      outputs: ['EventRuleArn'],
    },
    {
      requirement: 'PHS-8, PHS-12',
      title: 'Deployed by the pipeline from a commit',
      deployedFromCommit: true,
    },
  ],
  defaults: () => ({}),
  example: () => ({ portalAccount: '123456789012', portalRegion: 'eu-west-1' }),
  check: elsewhere,
  sizes: { standard: {} },
});

/** EventBridge sends nothing from a bus to itself. */
function elsewhere(
  { account, region }: UnitEnvelope,
  { portalAccount, portalRegion }: StackEventsParameters,
): Issue[] {
  return account === portalAccount && region === portalRegion
    ? [
        {
          parameter: 'parameters.portalRegion',
          message: `is this very account and region, whose events the portal's own stack brings; request it for the others`,
        },
      ]
    : [];
}
