import type { Unit } from '@plinth/blueprints/schema';
import fc from 'fast-check';
import { synthesizedStack } from '../__testUtils__/stacks';
import type { SynthesizedStack } from '../synth/Assembly';
import { deployInOrder } from './deployInOrder';

const claims = synthesizedStack('environments/claims-dev');
const west = synthesizedStack('environments/claims-dev', {
  stackName: 'claims-dev-west',
  dependsOn: ['claims-dev'],
});
const acme = synthesizedStack('tenants/acme');
const guest = synthesizedStack('environments/claims-pr-1');
const other = synthesizedStack('environments/other-dev');
const UNITS = new Map(
  [
    { kind: 'environment', name: 'claims-dev', parameters: {} },
    { kind: 'environment', name: 'other-dev', parameters: {} },
    {
      kind: 'environment',
      name: 'claims-pr-1',
      parameters: { networkHost: 'claims-dev' },
    },
    { kind: 'tenant', name: 'acme', environment: 'claims-dev' },
  ].map(unit => [`${unit.kind}s/${unit.name}`, unit as unknown as Unit]),
);

async function deploy(
  stacks: readonly SynthesizedStack[],
  options: { limit?: number; failing?: string } = {},
) {
  const order: string[] = [];
  const report = (
    { unit, stackName, account, region }: SynthesizedStack,
    outcome: 'succeeded' | 'failed',
    reason?: string,
  ) => ({ unit, stackName, account, region, outcome, reason });
  const reports = await deployInOrder({
    stacks,
    units: UNITS,
    limit: options.limit ?? 3,
    deploy: async stack => {
      order.push(`begin ${stack.stackName}`);
      await Promise.resolve();
      order.push(`end ${stack.stackName}`);
      return report(
        stack,
        stack.stackName === options.failing ? 'failed' : 'succeeded',
      );
    },
    skip: (stack, reason) => report(stack, 'failed', reason),
  });
  return { order, reports };
}

describe('deployInOrder', () => {
  it('deploys a tenant, and who stands in its network, after all stacks of an environment, in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([claims, west, acme, guest, other], {
          minLength: 5,
        }),
        fc.integer({ min: 1, max: 4 }),
        async (stacks, limit) => {
          const { order, reports } = await deploy(stacks, { limit });
          const at = (line: string) => order.indexOf(line);
          expect(at('begin claims-dev-west')).toBeGreaterThan(
            at('end claims-dev'),
          );
          expect(at('begin acme')).toBeGreaterThan(at('end claims-dev-west'));
          expect(at('begin claims-pr-1')).toBeGreaterThan(
            at('end claims-dev-west'),
          );
          expect(reports.map(({ stackName }) => stackName)).toEqual(
            stacks.map(({ stackName }) => stackName),
          );
        },
      ),
    );
  });

  it('does not begin what comes after a failure, says so, and goes on with the rest', async () => {
    const { order, reports } = await deploy([acme, west, claims, other], {
      failing: 'claims-dev-west',
    });
    expect(order).not.toContain('begin acme');
    expect(reports).toMatchObject([
      {
        stackName: 'acme',
        outcome: 'failed',
        reason: 'not deployed, because claims-dev-west failed before it',
      },
      { stackName: 'claims-dev-west', outcome: 'failed' },
      { stackName: 'claims-dev', outcome: 'succeeded' },
      { stackName: 'other-dev', outcome: 'succeeded' },
    ]);
  });

  it('waits for nothing that is not deployed with it', async () => {
    const { order } = await deploy([acme]);
    expect(order).toEqual(['begin acme', 'end acme']);
  });
});
