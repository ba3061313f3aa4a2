import { Pipeline, type OpenPull } from './__testUtils__/Pipeline';

jest.setTimeout(240_000);

const PLAN = '<!-- plinth:plan -->';
const DEV = { account: '111122223333', region: 'us-east-1' };
const PRODUCTION = { account: '777788889999', region: 'us-east-1' };

/** What an unwatched plan would let a merge delete, and what became of it: the real CLI runs against the sandbox. */
describe('nothing is lost', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
  });
  afterAll(() => pipeline?.close());

  const resources = (place: typeof DEV, stackName: string) =>
    pipeline.aws.cloudFormation
      .resources({ ...place, stackName })
      .map(({ logicalId, physicalId }) => `${logicalId} ${physicalId}`)
      .sort();

  const refuses = async (pull: OpenPull, message: RegExp) => {
    expect(pipeline.lastRun('plan').conclusion).toBe('failure');
    expect(pipeline.comment(pull, PLAN)).toMatch(message);
    await expect(pipeline.merge(pull)).rejects.toThrow();
  };

  it('of a stack that is somebody else’s, when a request takes its name', async () => {
    // The roles with which this very pipeline plans and deploys.
    const before = resources(DEV, 'access');
    expect(before.length).toBeGreaterThan(1);
    await refuses(
      await pipeline.propose('take', checkout =>
        checkout.writeEnvironment('access'),
      ),
      /Stack access is in 111122223333\/us-east-1 already, and is somebody else's/,
    );
    expect(resources(DEV, 'access')).toEqual(before);
  });

  it('of a stack that somebody makes under the name between approval and deployment', async () => {
    const pull = await pipeline.propose('late', checkout =>
      checkout.writeEnvironment('late-dev'),
    );
    expect(pipeline.lastRun('plan').conclusion).toBe('success');
    await pipeline.aws.cloudFormation.deploy({
      ...DEV,
      stackName: 'late-dev',
      template: JSON.stringify({
        Resources: { Payroll: { Type: 'AWS::SQS::Queue' } },
      }),
    });
    const before = resources(DEV, 'late-dev');
    await pipeline.merge(pull);
    const { conclusion, jobs } = pipeline.lastRun('deploy');
    expect(conclusion).toBe('failure');
    expect(jobs.map(({ log }) => log).join('\n')).toMatch(
      /Nothing was deployed: .*somebody else's/,
    );
    expect(resources(DEV, 'late-dev')).toEqual(before);
  });

  it('of a table in production, when the condition flips behind which it stands', async () => {
    const write = (kept: boolean) => (checkout: typeof pipeline.checkout) => {
      checkout.writeEnvironment('ledger', {
        ...PRODUCTION,
        stage: 'production',
      });
      checkout.addTable(
        'environments/ledger',
        `.cfnOptions.condition = new CfnCondition(this, 'Kept', {
      expression: Fn.conditionEquals('${kept ? 'yes' : 'no'}', 'yes'),
    })`,
        'CfnCondition, Fn',
      );
    };
    const first = await pipeline.propose('ledger', write(true));
    expect(pipeline.comment(first, PLAN)).toContain('2 to add');
    await pipeline.merge(first);
    await pipeline.approve('production');
    const before = resources(PRODUCTION, 'ledger');
    expect(before).toEqual([
      expect.stringMatching(/^Table /),
      expect.stringMatching(/^Topic /),
    ]);

    await refuses(
      await pipeline.propose('flip', write(false)),
      /stateful-replacement.*AWS::DynamoDB::Table Table is deleted with what it holds/,
    );
    expect(resources(PRODUCTION, 'ledger')).toEqual(before);
  });
});
