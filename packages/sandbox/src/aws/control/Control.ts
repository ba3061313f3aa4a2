import type { JsonObject, LiveResource, Stack } from '../cloudformation';
import { AwsError } from '../service/AwsError';
import type { ResourceAction } from '../Faults';
import type { AwsSandbox } from '../startAws';
import { isAlarmState } from '../alarms/CloudWatchService';
import type { CostScope } from '../costs/CostLedger';
import { startOfMonth } from '../costs/costSeries';
import { Input } from '../service/Input';
import type { SandboxServices } from '../registerServices';
import { consoleCall } from './consoleCall';
import { Outage } from './Outage';

/** What the control API works on. */
export type ControlledAws = Pick<
  AwsSandbox,
  'accounts' | 'bus' | 'clock' | 'cloudFormation' | 'faults' | 'port'
>;

type Action = (input: Input) => Record<string, unknown>;

/** What one can do to the sandbox's AWS that AWS itself does not offer: every action takes and answers plain JSON. */
export class Control {
  readonly aws: ControlledAws;
  readonly services: SandboxServices;
  readonly outage: Outage;
  readonly #actions: Record<string, Action | undefined>;

  constructor(aws: ControlledAws, services: SandboxServices) {
    this.aws = aws;
    this.services = services;
    this.outage = new Outage({ port: aws.port });
    this.#actions = {
      'edit-resource': input => this.#editResource(input),
      'delete-resource': input => this.#deleteResource(input),
      'fail-next': input => this.#failNext(input),
      throttle: input => this.#throttle(input),
      'clear-faults': () => {
        this.aws.faults.clear();
        return {};
      },
      'deny-account': input => {
        this.aws.accounts.deny(input.text('account'));
        return {};
      },
      'allow-account': input => {
        this.aws.accounts.allow(input.text('account'));
        return {};
      },
      'set-alarm': input => this.#setAlarm(input),
      'multiply-costs': input => this.#multiplyCosts(input),
      'backdate-costs': input => this.#backdateCosts(input),
      'remove-cost-adjustment': input => {
        this.services.costs.removeAdjustment(input.text('id'));
        return {};
      },
      outage: input => this.#outage(input),
    };
  }

  /** The names of all actions. */
  get actions(): string[] {
    return Object.keys(this.#actions);
  }

  /** Does it. Throws an AwsError that says what is wrong with the request. */
  perform(action: string, body: Record<string, unknown>) {
    const perform = this.#actions[action];
    if (!perform) {
      throw new AwsError(
        'NotFound',
        `There is no action ${action}; there are ${this.actions.join(', ')}`,
        404,
      );
    }
    return perform(new Input({ input: body }, 'BadRequest'));
  }

  /** What there is, as plain data. */
  state(): Record<string, unknown> {
    const { accounts, cloudFormation, faults } = this.aws;
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
        resources: this.resourcesOf(stack).map(live => ({
          logicalId: live.logicalId,
          physicalId: live.physicalId,
          type: live.type,
        })),
      })),
      alarms: this.services.alarms.list().map(alarm => ({
        account: alarm.account,
        region: alarm.region,
        name: alarm.name,
        stackName: alarm.stackName,
        state: alarm.state.value,
      })),
      faults: faults.list(),
      costAdjustments: this.services.costs.adjustments(),
      outageUntil: this.outage.until
        ? new Date(this.outage.until).toISOString()
        : null,
    };
  }

  /** A stack's resources that exist. */
  resourcesOf(stack: Stack): LiveResource[] {
    return this.aws.cloudFormation
      .resources(stack)
      .filter(live => live.stackId === stack.id);
  }

  #editResource(input: Input) {
    const live = this.#resource(input);
    const change = jsonObject(input, 'change');
    const { before, after } = this.aws.cloudFormation.editResource(
      live,
      change,
    );
    this.#record(input, live, change);
    return { before, after };
  }

  #deleteResource(input: Input) {
    const live = this.#resource(input);
    this.aws.cloudFormation.deleteResource(live);
    this.#record(input, live);
    return {};
  }

  #record(input: Input, live: LiveResource, change?: JsonObject) {
    this.aws.bus.emit(
      'call',
      consoleCall({
        live,
        change,
        user: input.optionalText('user') ?? 'console',
        at: this.aws.clock.now(),
      }),
    );
  }

  #failNext(input: Input) {
    const action = input.optionalText('action') ?? 'create';
    if (!isResourceAction(action)) {
      throw input.error('action must be create, update or delete');
    }
    const type = input.text('type');
    return {
      failure: this.aws.faults.failNext({
        type,
        action,
        message:
          input.optionalText('message') ??
          `Resource handler returned message: "The sandbox was asked to fail the next ${action} of ${type}"`,
        times: input.optionalNumber('times', 1, 1000),
        account: input.optionalText('account'),
        stackName: input.optionalText('stackName'),
      }),
    };
  }

  #throttle(input: Input) {
    const seconds = input.number('seconds', {
      default: 60,
      min: 1,
      max: 86_400,
    });
    return {
      throttle: this.aws.faults.throttle({
        action: input.text('action'),
        milliseconds: seconds * 1000,
        account: input.optionalText('account'),
      }),
    };
  }

  #setAlarm(input: Input) {
    const state = input.text('state');
    if (!isAlarmState(state)) {
      throw input.error('state must be OK, ALARM or INSUFFICIENT_DATA');
    }
    const name = input.text('alarm');
    const alarm = this.services.alarms.set(
      { account: input.text('account'), region: input.text('region'), name },
      state,
      input.optionalText('reason') ?? 'Set through the control API',
    );
    if (!alarm) {
      throw input.error(`There is no alarm ${name} there`);
    }
    return { alarm: alarm.name, state: alarm.state.value };
  }

  #multiplyCosts(input: Input) {
    const factor = Number(input.raw('factor') ?? NaN);
    if (!(factor >= 0 && factor <= 1000)) {
      throw input.error('factor must be a number from 0 to 1000');
    }
    const from = input.optionalText('from');
    const to = input.optionalText('to');
    return {
      adjustment: this.services.costs.multiply(scopeOf(input), {
        factor,
        from: from
          ? dayOf(input, 'from', from)
          : startOfMonth(this.aws.clock.millis()),
        to: to ? dayOf(input, 'to', to) : undefined,
      }),
    };
  }

  #backdateCosts(input: Input) {
    return {
      adjustment: this.services.costs.backdate(
        scopeOf(input),
        input.number('days', { default: 30, min: 1, max: 400 }),
      ),
    };
  }

  #outage(input: Input) {
    const seconds = input.number('seconds', { default: 60, min: 0, max: 3600 });
    if (seconds === 0) {
      this.outage.end();
    } else {
      const kind = input.optionalText('kind') ?? 'unavailable';
      if (kind !== 'unavailable' && kind !== 'hang-up') {
        throw input.error('kind must be unavailable or hang-up');
      }
      this.outage.begin(seconds, kind);
    }
    return { until: this.outage.until ?? null };
  }

  #resource(input: Input): LiveResource {
    const place = {
      account: input.text('account'),
      region: input.text('region'),
      stackName: input.text('stackName'),
    };
    const logicalId = input.text('logicalId');
    const live = this.aws.cloudFormation
      .resources(place)
      .find(item => item.logicalId === logicalId);
    if (!live) {
      throw input.error(
        `Stack ${place.stackName} in ${place.account}/${place.region} has no resource ${logicalId}`,
      );
    }
    return live;
  }
}

function scopeOf(input: Input): CostScope {
  const scope = {
    entity: input.optionalText('entity'),
    stackName: input.optionalText('stackName'),
    account: input.optionalText('account'),
  };
  if (!scope.entity && !scope.stackName && !scope.account) {
    throw input.error('Name an entity, a stackName or an account');
  }
  return scope;
}

function dayOf(input: Input, name: string, value: string): number {
  const millis = Date.parse(`${value}T00:00:00Z`);
  if (Number.isNaN(millis)) {
    throw input.error(`${name} must be a day, YYYY-MM-DD`);
  }
  return millis;
}

/** A JSON object, given as such or, by a form, as text. */
function jsonObject(input: Input, name: string): JsonObject {
  const given = input.raw(name);
  let value: unknown;
  try {
    value = typeof given === 'string' ? JSON.parse(given) : given;
  } catch {
    value = undefined;
  }
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    Object.keys(value).length === 0
  ) {
    throw input.error(
      `${name} must be a JSON object with a property or more; null removes one`,
    );
  }
  return value as JsonObject;
}

function isResourceAction(value: string): value is ResourceAction {
  return ['create', 'update', 'delete'].includes(value);
}
