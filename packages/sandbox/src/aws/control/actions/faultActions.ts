import type { AwsContext } from '../../AwsContext';
import type { Actions } from './Actions';

/** Failures, throttles, regions that are lost, and accounts that are denied. */
export function faultActions({
  accounts,
  faults,
}: Pick<AwsContext, 'accounts' | 'faults'>): Actions {
  return {
    'fail-next': input => {
      const type = input.text('type');
      const action =
        input.choice('action', ['create', 'update', 'delete']) ?? 'create';
      const failure = {
        type,
        action,
        message:
          input.optionalText('message') ??
          `Resource handler returned message: "The sandbox was asked to fail the next ${action} of ${type}"`,
        times: input.optionalNumber('times', 1, 1000),
        account: input.optionalText('account'),
        stackName: input.optionalText('stackName'),
      };
      input.end();
      return { failure: faults.failNext(failure) };
    },
    throttle: input => {
      const seconds = input.number('seconds', {
        default: 60,
        min: 1,
        max: 86_400,
      });
      const throttle = {
        action: input.text('action'),
        milliseconds: seconds * 1000,
        account: input.optionalText('account'),
      };
      input.end();
      return { throttle: faults.throttle(throttle) };
    },
    'clear-faults': input => {
      input.end();
      faults.clear();
      return {};
    },
    'lose-region': input => {
      const region = input.text('region');
      input.end();
      faults.loseRegion(region);
      return { lost: faults.lostRegions() };
    },
    'restore-region': input => {
      const region = input.text('region');
      input.end();
      faults.restoreRegion(region);
      return { lost: faults.lostRegions() };
    },
    'deny-account': input => {
      const account = input.text('account');
      input.end();
      accounts.deny(account);
      return {};
    },
    'allow-account': input => {
      const account = input.text('account');
      input.end();
      accounts.allow(account);
      return {};
    },
  };
}
