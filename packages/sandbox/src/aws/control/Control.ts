import type { AwsContext } from '../AwsContext';
import type { LiveResource, Stack } from '../cloudformation';
import { AwsError } from '../protocols/AwsError';
import { Input } from '../service/Input';
import type { Actions } from './actions/Actions';
import { alarmActions } from './actions/alarmActions';
import { costActions } from './actions/costActions';
import { faultActions } from './actions/faultActions';
import { outageActions } from './actions/outageActions';
import { resourceActions } from './actions/resourceActions';
import { Outage } from './Outage';

/** What one can do to the sandbox's AWS that AWS itself does not offer: every action takes and answers plain JSON. */
export class Control {
  readonly aws: AwsContext;
  readonly outage: Outage;
  readonly #actions: Actions;

  constructor(aws: AwsContext) {
    this.aws = aws;
    this.outage = new Outage({ port: aws.port });
    this.#actions = {
      ...resourceActions(aws),
      ...faultActions(aws),
      ...alarmActions(aws),
      ...costActions(aws),
      ...outageActions(this.outage),
    };
  }

  /** Does it. Throws an AwsError that says what is wrong with the request. */
  perform(action: string, body: Record<string, unknown>) {
    const perform = this.#actions[action];
    if (!perform || !Object.hasOwn(this.#actions, action)) {
      const actions = Object.keys(this.#actions).join(', ');
      throw new AwsError(
        'NotFound',
        `There is no action ${action}; there are ${actions}`,
        404,
      );
    }
    const codes = { invalidParameter: 'BadRequest' };
    return perform(new Input({ input: body, operation: action }, codes));
  }

  /** What there is, as plain data. */
  state(): Record<string, unknown> {
    const { accounts, alarms, cloudFormation, costs, faults } = this.aws;
    const { until } = this.outage;
    return {
      accounts: accounts.list().map(account => ({
        ...account,
        denied: accounts.isDenied(account.id),
      })),
      stacks: cloudFormation.stacks().map(stack => ({
        id: stack.id,
        name: stack.name,
        account: stack.account,
        region: stack.region,
        status: stack.status,
        resources: this.resourcesOf(stack).map(shown),
      })),
      // What their policies kept when their stacks went.
      left: cloudFormation
        .resources()
        .filter(
          ({ stackId }) =>
            cloudFormation.store.stacks.get(stackId)?.status ===
            'DELETE_COMPLETE',
        )
        .map(live => ({ stackName: live.stackName, ...shown(live) })),
      alarms: alarms.list().map(alarm => ({
        account: alarm.account,
        region: alarm.region,
        name: alarm.name,
        stackName: alarm.stackName,
        state: alarm.state.value,
      })),
      faults: faults.list(),
      lostRegions: faults.lostRegions(),
      costAdjustments: costs.adjustments(),
      outageUntil: until ? new Date(until).toISOString() : null,
    };
  }

  /** A stack's resources that exist. */
  resourcesOf(stack: Stack): LiveResource[] {
    return this.aws.cloudFormation.store.resources.ofStack(stack.id);
  }
}

function shown({ logicalId, physicalId, type }: LiveResource) {
  return { logicalId, physicalId, type };
}
