import { deployedStack, synthesizedStack } from '../__testUtils__/stacks';
import type { DeployedStack } from '../aws/DeployedStack';
import type { Plan } from '../plan/model';
import type { SynthesizedStack } from '../synth/Assembly';
import { requireApproval } from './requireApproval';

const COMMIT = 'a'.repeat(40);
const APPROVED = 'b'.repeat(64);
const CLAIMS = 'environments/claims-dev';
const ACME = 'tenants/acme';
const claims = synthesizedStack(CLAIMS);
const west = synthesizedStack(CLAIMS, { stackName: 'claims-dev-west' });
const acme = synthesizedStack(ACME);

const check = (
  unitHashes: Record<string, string>,
  {
    toDeploy = [claims, west, acme],
    deployed = {},
  }: {
    toDeploy?: SynthesizedStack[];
    deployed?: Record<string, DeployedStack>;
  } = {},
) =>
  requireApproval(
    { hash: APPROVED, unitHashes: { [CLAIMS]: 'claims', [ACME]: 'acme' } },
    toDeploy,
    {
      plan: { unitHashes } as Plan,
      assembly: {
        directory: '/out',
        stacks: [claims, west, acme],
        violations: [],
      },
      deployed: ({ stackName }) => deployed[stackName],
    },
    COMMIT,
  );
const by = (commit: string, planHash: string) =>
  deployedStack(west, {
    provenance: { commit, pullRequest: 1, run: '1', planHash },
  });

describe('requireApproval', () => {
  it('passes what has the hashes that were approved', () => {
    expect(() => check({ [CLAIMS]: 'claims', [ACME]: 'acme' })).not.toThrow();
  });

  it('names every unit that is not what was approved, each once', () => {
    expect(() => check({ [CLAIMS]: 'moved', [ACME]: 'moved' })).toThrow(
      /^Nothing was deployed: environments\/claims-dev is not what was approved: .* · tenants\/acme is not what was approved: [^·]*$/,
    );
  });

  it('asks only about what is to be deployed', () => {
    const hashes = { [CLAIMS]: 'moved', [ACME]: 'acme' };
    expect(() => check(hashes, { toDeploy: [acme] })).not.toThrow();
    expect(() => check(hashes)).toThrow(/claims-dev is not what was approved/);
  });

  const after = (begun: DeployedStack) => () =>
    check(
      { [CLAIMS]: 'moved', [ACME]: 'acme' },
      { toDeploy: [claims, acme], deployed: { [west.stackName]: begun } },
    );

  it('compares no hash again of a unit that this commit began by this plan', () => {
    expect(after(by(COMMIT, APPROVED))).not.toThrow();
  });

  it.each([
    ['this commit, by another plan', by(COMMIT, 'c'.repeat(64))],
    ['another commit', by('d'.repeat(40), APPROVED)],
  ])('compares the hash of a unit that was begun by %s', (_, begun) => {
    expect(after(begun)).toThrow(/claims-dev is not what was approved/);
  });
});
