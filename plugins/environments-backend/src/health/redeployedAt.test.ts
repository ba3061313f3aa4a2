import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { stackReading } from '../__testUtils__/stackReading';
import { DeploymentTraces, redeployedAt } from './redeployedAt';

const LATER = '2026-05-10T11:00:00.000Z';

const stack = (overrides: Parameters<typeof stackReading>[1] = {}) =>
  stackReading('claims', {
    status: 'UPDATE_COMPLETE',
    updatedAt: LATER,
    provenance: { commit: 'c1', run: '1' },
    ...overrides,
  });
const report = (
  overrides: Parameters<typeof deploymentReport>[0] = {},
  outcome: 'succeeded' | 'unchanged' = 'succeeded',
) =>
  deploymentReport({
    finishedAt: '2026-05-10T10:10:00Z',
    stacks: [deployedStack('claims', { outcome })],
    ...overrides,
  });

const redeployed = (
  of: Parameters<typeof redeployedAt>[0],
  reported: Parameters<typeof redeployedAt>[1],
  traces: DeploymentTraces = { calls: [] },
) => redeployedAt(of, reported, traces);

describe('a deployment outside the pipeline', () => {
  it.each<[string, string | undefined, ReturnType<typeof redeployedAt>]>([
    [
      'is an update after the run that made the stack was done',
      redeployed(stack(), report()),
      LATER,
    ],
    [
      'is an update after a run that found nothing to change',
      redeployed(
        stack({ provenance: { commit: 'c0', run: '0' } }),
        report({}, 'unchanged'),
      ),
      LATER,
    ],
    [
      'is an update that took the provenance away',
      redeployed(stack({ provenance: undefined }), report()),
      LATER,
    ],
    [
      'is not what the run did',
      redeployed(stack({ updatedAt: '2026-05-10T10:05:00.000Z' }), report()),
      undefined,
    ],
    [
      'is not within what clocks may differ',
      redeployed(stack({ updatedAt: '2026-05-10T10:10:59.000Z' }), report()),
      undefined,
    ],
    [
      'is not told while a run goes on',
      redeployed(stack(), report({ finishedAt: undefined })),
      undefined,
    ],
    [
      'is not what a later run did, whose report has not come',
      redeployed(stack({ provenance: { commit: 'c2', run: '2' } }), report()),
      undefined,
    ],
    [
      'is not a rollback',
      redeployed(stack({ status: 'UPDATE_ROLLBACK_COMPLETE' }), report()),
      undefined,
    ],
    [
      'is not told of a stack that no run reported',
      redeployed(stack(), report({ stacks: [] })),
      undefined,
    ],
    ['is not told without a report', redeployed(stack(), undefined), undefined],
  ])('%s', (_, told, expected) => {
    expect(told).toBe(expected);
  });

  describe('that CloudTrail tells', () => {
    /** Twenty seconds after the end of the run. */
    const SOON = '2026-05-10T10:10:20.345Z';
    const soon = (overrides: Parameters<typeof stackReading>[1] = {}) =>
      stack({ updatedAt: SOON, ...overrides });
    /** A call in the second in which the operation began, and the event that ended that. */
    const traces = (
      given?: string,
      repeated = given,
      at = '2026-05-10T10:11:00.000Z',
    ): DeploymentTraces => ({
      calls: [
        {
          eventId: 'e',
          stackId: 'arn:claims',
          at: '2026-05-10T10:10:20.000Z',
          clientToken: given,
        },
      ],
      lastEvent: { at, clientToken: repeated },
    });
    const outside = { provenance: { commit: 'c2', run: '2' } };

    it.each<[string, string | undefined, string | undefined]>([
      [
        'is one however soon after the run it came',
        redeployed(soon(), report(), traces('mine')),
        SOON,
      ],
      [
        'is one without a token, too',
        redeployed(soon(), report(), traces()),
        SOON,
      ],
      [
        'is one though the stack says that another run made it',
        redeployed(
          stack({ ...outside, updatedAt: SOON }),
          report(),
          traces('mine'),
        ),
        SOON,
      ],
      [
        'is one by whatever clock the run said that it was done later',
        redeployed(
          soon(),
          report({ finishedAt: '2026-05-10T10:11:50Z' }),
          traces('mine'),
        ),
        SOON,
      ],
      [
        'is one while another run of the unit goes on',
        redeployed(soon(), report({ finishedAt: undefined }), traces('mine')),
        SOON,
      ],
      [
        'is none where the last operation was of another token: the pipeline deployed since',
        redeployed(soon(), report(), traces('mine', 'exec-of-the-pipeline')),
        undefined,
      ],
      [
        'is none where the call had no token, and the last operation has',
        redeployed(soon(), report(), traces(undefined, 'exec-of-the-pipeline')),
        undefined,
      ],
      [
        'is none where the call was long before the last operation',
        redeployed(
          soon({ updatedAt: '2026-05-10T10:12:00.000Z' }),
          report({ finishedAt: '2026-05-10T10:13:00Z' }),
          traces(undefined, undefined, '2026-05-10T10:12:30.000Z'),
        ),
        undefined,
      ],
      [
        'is not told before events of the last operation are read',
        redeployed(
          soon(),
          report(),
          traces('mine', 'mine', '2026-05-10T10:05:00.000Z'),
        ),
        undefined,
      ],
      [
        'is none that a run compared with main since, and found nothing to change',
        redeployed(
          soon(outside),
          report({ finishedAt: '2026-05-10T10:20:00Z' }, 'unchanged'),
          traces('mine'),
        ),
        undefined,
      ],
      [
        'is one after a run that found nothing to change, however soon',
        redeployed(soon(outside), report({}, 'unchanged'), traces('mine')),
        SOON,
      ],
      [
        'is none that was rolled back',
        redeployed(
          soon({ status: 'UPDATE_ROLLBACK_COMPLETE' }),
          report(),
          traces('mine'),
        ),
        undefined,
      ],
      [
        'is not told of a stack that no run reported, such as one that people make before there is a pipeline',
        redeployed(soon(), report({ stacks: [] }), traces('mine')),
        undefined,
      ],
    ])('%s', (_, told, expected) => {
      expect(told).toBe(expected);
    });
  });
});
