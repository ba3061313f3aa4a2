import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { stackReading } from '../__testUtils__/stackReading';
import { redeployedAt } from './redeployedAt';

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

describe('a deployment outside the pipeline', () => {
  it.each<[string, string | undefined, ReturnType<typeof redeployedAt>]>([
    [
      'is an update after the run that made the stack was done',
      redeployedAt(stack(), report()),
      LATER,
    ],
    [
      'is an update after a run that found nothing to change',
      redeployedAt(
        stack({ provenance: { commit: 'c0', run: '0' } }),
        report({}, 'unchanged'),
      ),
      LATER,
    ],
    [
      'is an update that took the provenance away',
      redeployedAt(stack({ provenance: undefined }), report()),
      LATER,
    ],
    [
      'is not what the run did',
      redeployedAt(stack({ updatedAt: '2026-05-10T10:05:00.000Z' }), report()),
      undefined,
    ],
    [
      'is not within what clocks may differ',
      redeployedAt(stack({ updatedAt: '2026-05-10T10:10:59.000Z' }), report()),
      undefined,
    ],
    [
      'is not told while a run goes on',
      redeployedAt(stack(), report({ finishedAt: undefined })),
      undefined,
    ],
    [
      'is not what a later run did, whose report has not come',
      redeployedAt(stack({ provenance: { commit: 'c2', run: '2' } }), report()),
      undefined,
    ],
    [
      'is not a rollback',
      redeployedAt(stack({ status: 'UPDATE_ROLLBACK_COMPLETE' }), report()),
      undefined,
    ],
    [
      'is not told of a stack that no run reported',
      redeployedAt(stack(), report({ stacks: [] })),
      undefined,
    ],
    [
      'is not told without a report',
      redeployedAt(stack(), undefined),
      undefined,
    ],
  ])('%s', (_, told, expected) => {
    expect(told).toBe(expected);
  });
});
