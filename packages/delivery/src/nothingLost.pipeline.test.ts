import { Pipeline, type OpenPull } from './__testUtils__/Pipeline';

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

  it('of stacks of others that a unit’s companions are named after, at its edge and in its region of recovery', async () => {
    const companions = [
      { ...DEV, stackName: 'claims-edge' },
      { ...DEV, region: 'us-west-2', stackName: 'claims-dr' },
    ];
    for (const companion of companions) {
      await pipeline.aws.cloudFormation.deploy({
        ...companion,
        template: JSON.stringify({
          Resources: { Payroll: { Type: 'AWS::SQS::Queue' } },
        }),
      });
    }
    const held = () =>
      companions.map(({ stackName, ...place }) => resources(place, stackName));
    const before = held();
    expect(before.flat()).toHaveLength(2);
    const pull = await pipeline.propose('companions', checkout => {
      checkout.writeEnvironment('claims');
      checkout.addCompanions('environments/claims', {
        edge: 'us-east-1',
        dr: 'us-west-2',
      });
    });
    const comment = pipeline.comment(pull, PLAN);
    for (const { stackName, region } of companions) {
      expect(comment).toContain(
        `Stack ${stackName} is in 111122223333/${region} already, and is somebody else's`,
      );
    }
    await refuses(pull, /stack\.owner/);
    expect(held()).toEqual(before);
    expect(resources(DEV, 'claims')).toEqual([]);
  });

  describe('of a table in production', () => {
    const write = (name: string, kept = true, displayName = 'one') => {
      const { checkout } = pipeline;
      checkout.writeEnvironment(
        'ledger',
        { ...PRODUCTION, stage: 'production' },
        displayName,
      );
      checkout.addTable(
        'environments/ledger',
        `table.cfnOptions.condition = new CfnCondition(this, 'Kept', {
      expression: Fn.conditionEquals('${kept ? 'yes' : 'no'}', 'yes'),
    });
    new CfnMapping(this, 'Names', { mapping: { production: { table: '${name}' } } });
    table.tableName = Fn.findInMap('Names', 'production', 'table')`,
        'CfnCondition, CfnMapping, Fn',
      );
    };
    const stands = () => resources(PRODUCTION, 'ledger');
    beforeAll(async () => {
      const pull = await pipeline.propose('ledger', () => write('ledger'));
      await pipeline.merge(pull);
      await pipeline.approve('production');
    });

    it.each([
      [
        'the condition flips behind which it stands',
        'condition',
        () => write('ledger', false),
        /stateful-replacement.*AWS::DynamoDB::Table Table is deleted with what it holds/,
      ],
      [
        'the mapping changes that names it',
        'mapping',
        () => write('ledger-two'),
        /stateful-replacement.*AWS::DynamoDB::Table Table is replaced/,
      ],
    ])('when %s', async (_, branch, change, message) => {
      const before = stands();
      expect(before).toEqual([
        'Table ledger',
        expect.stringMatching(/^Topic /),
      ]);
      await refuses(await pipeline.propose(branch, change), message);
      expect(stands()).toEqual(before);
    });

    it('that somebody deployed from a laptop, when the pipeline deploys after that', async () => {
      const approved = await pipeline.propose('before', () =>
        write('ledger', true, 'two'),
      );
      expect(pipeline.lastRun('plan').conclusion).toBe('success');
      const { checkout } = pipeline;
      checkout.write(
        'environments/ledger/stack.ts',
        checkout.read('environments/ledger/stack.ts').replace(
          'const provenance',
          `new CfnTable(this, 'Audit', {
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      billingMode: 'PAY_PER_REQUEST',
    });
    const provenance`,
        ),
      );
      await pipeline.deployFromLaptop(
        'environments/ledger',
        PRODUCTION.account,
      );
      const before = stands();
      expect(before).toEqual([
        expect.stringMatching(/^Audit /),
        'Table ledger',
        expect.stringMatching(/^Topic /),
      ]);

      // By these the portal tells a laptop from the pipeline: sessions, and tokens that the events of the stack repeat.
      const calls = pipeline.aws.trail
        .list(PRODUCTION)
        .filter(({ eventName }) => eventName === 'ExecuteChangeSet')
        .map(({ principal, requestParameters }) => ({
          session: principal.sessionName,
          ...requestParameters,
        }));
      expect(calls).toEqual([
        expect.objectContaining({
          session: expect.not.stringMatching(/^plinth-/),
          stackName: 'ledger',
          clientRequestToken: expect.any(String),
        }),
        expect.objectContaining({
          session: expect.stringMatching(/^plinth-[0-9a-f]{12}-\d+$/),
          stackName: 'ledger',
          clientRequestToken: expect.any(String),
        }),
      ]);

      // What was approved is not what would happen now.
      await pipeline.merge(approved);
      await pipeline.approve('production');
      const { conclusion, jobs } = pipeline.lastRun('deploy');
      expect(conclusion).toBe('failure');
      expect(jobs.map(({ log }) => log).join('\n')).toMatch(
        /Nothing was deployed/,
      );
      expect(stands()).toEqual(before);

      await refuses(
        await pipeline.propose('after', () => write('ledger', true, 'three')),
        /stateful-replacement.*AWS::DynamoDB::Table Audit is deleted with what it holds/,
      );
      expect(stands()).toEqual(before);
    });
  });
});
