import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { LeastPrivilegeRole } from '../../constructs/role/LeastPrivilegeRole';
import type { StackEventsParameters } from '../../schema';
import { STACK_EVENTS } from '../host-app/EventIntake';

/** The rule that sends the stack events of an account and region to the bus of the portal. */
export class StackEvents extends BlueprintStack<StackEventsParameters> {
  readonly role: LeastPrivilegeRole;
  readonly rule: CfnRule;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { portalAccount, portalRegion } = this.parameters;
    const bus = this.formatArn({
      service: 'events',
      account: portalAccount,
      region: portalRegion,
      resource: 'event-bus',
      resourceName: 'default',
    });
    this.role = new LeastPrivilegeRole(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      description: 'Sends the events of stacks to the portal',
      grants: [
        { sid: 'SendEvents', actions: ['events:PutEvents'], resources: [bus] },
      ],
    });
    this.rule = new CfnRule(this, 'Rule', {
      name: this.unit.name,
      description: 'Sends the events of stacks to the portal',
      eventPattern: STACK_EVENTS,
      targets: [{ id: 'portal', arn: bus, roleArn: this.role.roleArn }],
    });
    this.publish('EventRuleArn', this.rule.attrArn, 'The rule');
  }
}
