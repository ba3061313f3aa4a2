import { BlueprintRegistry } from '@plinth/blueprints/schema';
import { FakeStacks } from '../__testUtils__/FakeStacks';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { synthesizedHere } from '../assembly/AssemblySource';
import { gatherPlan, type GatherPlanOptions } from '../plan/gatherPlan';
import { renderPlanComment } from '../plan/planComment';
import { planReport } from '../plan/planReport';
import type { QuotaReader } from './QuotaReader';

/** An account whose region has all the networks that it may. */
const full: QuotaReader = {
  standing: async (_, { name }) => ({
    limit: 5,
    used: new Map([['', name === 'VPCs' ? 5 : 0]]),
  }),
};

describe('a plan for a region at its limit', () => {
  let repository: InfrastructureRepository;
  let main: string;
  let head: string;

  beforeAll(() => {
    repository = InfrastructureRepository.create();
    main = repository.run('rev-parse', 'HEAD');
    repository.writeEnvironment('claims-dev');
    const file = 'environments/claims-dev/stack.ts';
    repository.write(
      file,
      repository
        .read(file)
        .replace(
          'import type { Construct }',
          "import { CfnVPC } from 'aws-cdk-lib/aws-ec2';\nimport type { Construct }",
        )
        .replace(
          'const provenance',
          "new CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });\n    const provenance",
        ),
    );
    head = repository.commit('Add an environment with a network');
  });
  afterAll(() => repository.dispose());

  const plan = async (over: Partial<GatherPlanOptions> = {}) => {
    const gathered = await gatherPlan({
      command: 'plan',
      root: repository.root,
      git: repository.git,
      head,
      base: main,
      authority: main,
      pullRequest: 1,
      stacks: new FakeStacks(),
      blueprints: new BlueprintRegistry(),
      assemble: synthesizedHere({ root: repository.root, env: process.env }),
      validate: false,
      env: process.env,
      ...over,
    });
    await gathered.dispose();
    return gathered.plan;
  };

  it('warns in comment and report, and may be merged: it is nothing that the approval is bound to', async () => {
    const warned = await plan({ quotas: full });
    const message =
      'VPCs: account 111122223333 has 5 of 5 in us-east-1 already, and this change takes 1 more';
    expect(renderPlanComment(warned)).toContain(
      `⚠️ warning \`quota\` in \`environments/claims-dev\`: ${message}`,
    );
    expect(planReport(warned, { pullRequest: 1 }).findings).toContainEqual({
      severity: 'warning',
      rule: 'quota',
      unit: 'environments/claims-dev',
      message: expect.stringContaining(message),
    });
    expect(warned.outcome).toBe('passed');
    expect((await plan()).hash).toBe(warned.hash);
  });
});
