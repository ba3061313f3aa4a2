import type { DeploymentReport } from '@plinth/plugin-environments-common';
import fc from 'fast-check';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { outcomeOfUnit } from './outcomeOfUnit';

type StackOutcome = DeploymentReport['stacks'][number]['outcome'];

const UNIT = 'environments/claims';

function report(
  outcome: DeploymentReport['outcome'],
  stacks: Array<[unit: string, outcome: StackOutcome, reason?: string]>,
): DeploymentReport {
  return deploymentReport({
    outcome,
    reason: 'The run says why',
    stacks: stacks.map(([unit, of, reason], index) =>
      deployedStack(`stack-${index}`, { unit, outcome: of, reason }),
    ),
  });
}

describe('outcomeOfUnit', () => {
  it.each<[string, DeploymentReport, object]>([
    [
      'all of its stacks are done, though another unit failed',
      report('failed', [
        [UNIT, 'succeeded'],
        [UNIT, 'unchanged'],
        ['environments/billing', 'failed', 'Quota'],
      ]),
      { outcome: 'succeeded' },
    ],
    [
      'one of its stacks failed, whatever else was rolled back',
      report('rolledBack', [
        [UNIT, 'rolledBack', 'Rolled back'],
        [UNIT, 'failed', 'Quota'],
      ]),
      { outcome: 'failed', reason: 'Quota' },
    ],
    [
      'a stack was rolled back without a reason of its own',
      report('rolledBack', [[UNIT, 'rolledBack']]),
      { outcome: 'rolledBack', reason: 'The run says why' },
    ],
    [
      'its stacks are done while the run goes on',
      report('running', [[UNIT, 'succeeded']]),
      { outcome: 'running', reason: 'The run says why' },
    ],
    [
      'a stack still runs when the run has failed',
      report('failed', [
        [UNIT, 'succeeded'],
        [UNIT, 'running'],
      ]),
      { outcome: 'failed', reason: 'The run says why' },
    ],
    [
      'the run ended before it knew of its stacks',
      report('failed', []),
      { outcome: 'failed', reason: 'The run says why' },
    ],
  ])('%s', (_, given, expected) => {
    expect(outcomeOfUnit(given, UNIT)).toEqual(expected);
  });

  it('does not depend on the order of stacks, nor on other units once its own are done', () => {
    const outcomes = fc.constantFrom<StackOutcome>(
      'running',
      'succeeded',
      'failed',
      'rolledBack',
      'unchanged',
    );
    const stacks = fc.array(
      fc.tuple(fc.constantFrom(UNIT, 'environments/billing'), outcomes),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        stacks.chain(all =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray(all, { minLength: all.length }),
          ),
        ),
        fc.constantFrom('running', 'succeeded', 'failed', 'rolledBack'),
        ([all, shuffled], outcome) => {
          const { outcome: own } = outcomeOfUnit(report(outcome, all), UNIT);
          expect(outcomeOfUnit(report(outcome, shuffled), UNIT).outcome).toBe(
            own,
          );
          const alone = all.filter(([unit]) => unit === UNIT);
          expect(outcomeOfUnit(report(outcome, alone), UNIT).outcome).toBe(own);
        },
      ),
    );
  });
});
