import type { AwsContext } from '../../AwsContext';
import type { CostScope } from '../../costs/CostAdjustment';
import { startOfMonth } from '../../costs/costSeries';
import type { Input } from '../../service/Input';
import type { Actions } from './Actions';

/** Corrections of the bill. */
export function costActions({
  clock,
  costs,
}: Pick<AwsContext, 'clock' | 'costs'>): Actions {
  return {
    'multiply-costs': input => {
      const scope = scopeOf(input);
      const options = {
        factor: factorOf(input),
        from: dayOf(input, 'from') ?? startOfMonth(clock.millis()),
        to: dayOf(input, 'to'),
      };
      input.end();
      return { adjustment: costs.multiply(scope, options) };
    },
    'backdate-costs': input => {
      const scope = scopeOf(input);
      const days = input.number('days', { default: 30, min: 1, max: 400 });
      input.end();
      return { adjustment: costs.backdate(scope, days) };
    },
    'remove-cost-adjustment': input => {
      const id = input.text('id');
      input.end();
      costs.removeAdjustment(id);
      return {};
    },
  };
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

function factorOf(input: Input): number {
  const factor = Number(input.raw('factor') ?? NaN);
  if (!(factor >= 0 && factor <= 1000)) {
    throw input.error('factor must be a number from 0 to 1000');
  }
  return factor;
}

function dayOf(input: Input, name: string): number | undefined {
  const day = input.optionalText(name);
  const millis = day && Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(millis)) {
    throw input.error(`${name} must be a day, YYYY-MM-DD`);
  }
  return millis || undefined;
}
