import type { AwsEvent } from '../AwsEventBus';
import { startTestAws, type TestAws } from '../testing/startTestAws';
import type { Json } from '../resources/Json';
import type { Stack } from './model';

const place = { account: '111122223333', region: 'us-east-1' };

function template(resources: Json, rest: Record<string, Json> = {}): string {
  return JSON.stringify({ Resources: resources, ...rest });
}

function logGroup(name: string, retention = 7): Json {
  return {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: name, RetentionInDays: retention },
  };
}

describe('CloudFormationEngine', () => {
  let aws: TestAws;
  const deploy = (stackName: string, body: string, more = {}) =>
    aws.cloudFormation.deploy({ ...place, stackName, template: body, ...more });
  const statuses = (stack: Stack, logicalId = stack.name) =>
    aws.cloudFormation.store
      .events(stack.id)
      .filter(event => event.logicalId === logicalId)
      .map(event => event.status)
      .reverse();

  beforeEach(async () => {
    aws = await startTestAws();
  });
  afterEach(async () => {
    await aws.close();
  });

  it('creates resources in dependency order and evaluates what they refer to', async () => {
    const stack = await deploy(
      'claims-dev',
      template(
        {
          Vpc: {
            Type: 'AWS::EC2::VPC',
            Properties: { CidrBlock: '10.1.0.0/16' },
          },
          Subnet: {
            Type: 'AWS::EC2::Subnet',
            Properties: {
              VpcId: { Ref: 'Vpc' },
              AvailabilityZone: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] },
              CidrBlock: {
                'Fn::Select': [
                  2,
                  {
                    'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 4, 8],
                  },
                ],
              },
            },
          },
          Key: {
            Type: 'AWS::KMS::Key',
            Properties: { EnableKeyRotation: true },
          },
          Database: {
            Type: 'AWS::RDS::DBInstance',
            Condition: 'Large',
            Properties: { Engine: 'postgres', DBInstanceClass: 'db.t4g.micro' },
          },
          Small: {
            Type: 'AWS::RDS::DBInstance',
            Properties: {
              Engine: 'postgres',
              DBInstanceClass: { 'Fn::FindInMap': ['Sizes', 'small', 'class'] },
              MultiAZ: { 'Fn::If': ['Large', true, { Ref: 'AWS::NoValue' }] },
              KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] },
              MasterUsername: {
                'Fn::Sub': [
                  '{{resolve:secretsmanager:${Secret}:SecretString:username}}',
                  { Unused: 'x' },
                ],
              },
            },
          },
          Secret: {
            Type: 'AWS::SecretsManager::Secret',
            Properties: {
              GenerateSecretString: {
                SecretStringTemplate: '{"username":"owner"}',
                GenerateStringKey: 'password',
              },
            },
          },
        },
        {
          Parameters: { Stage: { Type: 'String', Default: 'dev' } },
          Mappings: { Sizes: { small: { class: 'db.t4g.small' } } },
          Conditions: { Large: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
          Outputs: {
            Endpoint: {
              Value: { 'Fn::GetAtt': ['Small', 'Endpoint.Address'] },
            },
            Name: {
              Value: { 'Fn::Sub': '${AWS::StackName}-${Stage}-${!kept}' },
            },
          },
        },
      ),
    );

    expect(stack.status).toBe('CREATE_COMPLETE');
    const { Vpc, Subnet, Small, Database, Secret } = stack.resources;
    expect(Vpc.physicalId).toMatch(/^vpc-0[0-9a-f]{16}$/);
    expect(Subnet.properties).toMatchObject({
      VpcId: Vpc.physicalId,
      AvailabilityZone: 'us-east-1b',
      CidrBlock: '10.1.2.0/24',
    });
    expect(Database).toBeUndefined();
    expect(Small.properties).toEqual({
      Engine: 'postgres',
      DBInstanceClass: 'db.t4g.small',
      KmsKeyId: expect.stringMatching(
        /^arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f-]{36}$/,
      ),
      MasterUsername: `{{resolve:secretsmanager:${Secret.physicalId}:SecretString:username}}`,
    });
    expect(stack.outputs).toEqual([
      expect.objectContaining({
        key: 'Endpoint',
        value: expect.stringMatching(
          /^claims-dev-small-[a-z0-9]+\.[0-9a-f]{12}\.us-east-1\.rds\.amazonaws\.com$/,
        ),
      }),
      expect.objectContaining({ key: 'Name', value: 'claims-dev-dev-${kept}' }),
    ]);
    const order = aws.cloudFormation.store
      .events(stack.id)
      .map(event => `${event.logicalId} ${event.status}`)
      .reverse();
    expect(order.indexOf('Vpc CREATE_COMPLETE')).toBeLessThan(
      order.indexOf('Subnet CREATE_IN_PROGRESS'),
    );
  });

  it('plans replacement as the resource specification says, and carries it through to what depends on it', async () => {
    const resources = (name: string) =>
      template({
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name } },
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'Queue' }],
            PolicyDocument: { Statement: [] },
          },
        },
        Log: logGroup('/claims', name === 'one' ? 7 : 14),
      });
    const before = await deploy('claims-dev', resources('one'));
    const old = before.resources.Queue.physicalId;
    const changeSet = aws.cloudFormation.createChangeSet({
      ...place,
      stackName: 'claims-dev',
      changeSetName: 'next',
      type: 'UPDATE',
      template: resources('two'),
    });

    expect(
      changeSet.changes.map(change => [
        change.logicalId,
        change.action,
        change.replacement,
        change.details.map(detail => [
          detail.path,
          detail.recreation,
          detail.evaluation,
          detail.source,
          detail.causing,
        ]),
      ]),
    ).toEqual([
      [
        'Log',
        'Modify',
        'False',
        [
          [
            '/Properties/RetentionInDays',
            'Never',
            'Static',
            'DirectModification',
            undefined,
          ],
        ],
      ],
      [
        'Policy',
        'Modify',
        'False',
        [
          [
            '/Properties/Queues',
            'Never',
            'Dynamic',
            'ResourceReference',
            'Queue',
          ],
        ],
      ],
      [
        'Queue',
        'Modify',
        'True',
        [
          [
            '/Properties/QueueName',
            'Always',
            'Static',
            'DirectModification',
            undefined,
          ],
        ],
      ],
    ]);

    aws.cloudFormation.executeChangeSet(changeSet, { token: 'run-1' });
    const stack = await aws.cloudFormation.settled(changeSet.stackId);
    expect(statuses(stack).slice(-3)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
    const current = stack.resources.Queue.physicalId;
    expect(current).not.toBe(old);
    expect(stack.resources.Policy.properties.Queues).toEqual([current]);
    const queues = aws.cloudFormation.resources({ type: 'AWS::SQS::Queue' });
    expect(queues.map(live => live.physicalId)).toEqual([current]);
    expect(aws.cloudFormation.store.events(stack.id)[0].token).toBe('run-1');
  });

  it('rolls a failed creation back to nothing', async () => {
    aws.faults.failNext({
      type: 'AWS::RDS::*',
      message: 'No instances of this class are left',
    });
    const stack = await deploy(
      'claims-dev',
      template({
        Log: logGroup('/claims'),
        Kept: { ...(logGroup('/kept') as object), DeletionPolicy: 'Retain' },
        Db: {
          Type: 'AWS::RDS::DBInstance',
          DependsOn: ['Log', 'Kept'],
          Properties: { Engine: 'postgres' },
        },
      }),
    );
    expect(statuses(stack)).toEqual([
      'REVIEW_IN_PROGRESS',
      'CREATE_IN_PROGRESS',
      'ROLLBACK_IN_PROGRESS',
      'ROLLBACK_COMPLETE',
    ]);
    expect(statuses(stack, 'Db')).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_FAILED',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
    expect(stack.resources.Db.status).toBe('DELETE_COMPLETE');
    expect(aws.cloudFormation.resources().map(live => live.physicalId)).toEqual(
      ['/kept'],
    );
    await expect(
      deploy('claims-dev', template({ Log: logGroup('/claims') })),
    ).rejects.toThrow(/ROLLBACK_COMPLETE state and can not be updated/);
  });

  it('rolls a failed update back to what was there', async () => {
    const before = await deploy(
      'claims-dev',
      template(
        {
          Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'one' } },
          Log: logGroup('/claims'),
          Old: logGroup('/old'),
        },
        { Outputs: { Out: { Value: 'before' } } },
      ),
    );
    const queue = before.resources.Queue.physicalId;
    aws.faults.failNext({ type: 'AWS::KMS::Key', message: 'Limit exceeded' });
    const after = await deploy(
      'claims-dev',
      template(
        {
          Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'two' } },
          Log: logGroup('/claims', 30),
          Key: {
            Type: 'AWS::KMS::Key',
            DependsOn: ['Queue', 'Log'],
            Properties: {},
          },
        },
        { Outputs: { Out: { Value: 'after' } } },
      ),
    );
    expect(statuses(after).slice(2)).toEqual([
      'CREATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(after.resources.Queue.physicalId).toBe(queue);
    expect(Object.keys(after.resources).sort()).toEqual([
      'Log',
      'Old',
      'Queue',
    ]);
    expect(after.outputs[0].value).toBe('before');
    expect(aws.cloudFormation.store.template(after.id)).toContain('before');
    const live = aws.cloudFormation.resources();
    expect(live.map(item => item.physicalId).sort()).toEqual(
      ['/claims', '/old', queue].sort(),
    );
    expect(
      live.find(item => item.physicalId === '/claims')?.properties,
    ).toMatchObject({ RetentionInDays: 7 });
  });

  it('stays where it failed if rollback fails too, until told to skip the resource', async () => {
    const body = (retention: number, more: Record<string, Json> = {}) =>
      template({ Log: logGroup('/claims', retention), ...more });
    await deploy('claims-dev', body(7));
    aws.faults.failNext({ type: 'AWS::KMS::Key', message: 'No' });
    // The first update of the log group succeeds; the one that takes it back does not.
    const key = { Key: { Type: 'AWS::KMS::Key', DependsOn: 'Log' } };
    const changing = deploy('claims-dev', body(30, key));
    aws.bus.on('event', (event: AwsEvent) => {
      const details = event.detail['status-details'] as { status: string };
      if (details.status === 'UPDATE_ROLLBACK_IN_PROGRESS') {
        aws.faults.failNext({
          type: 'AWS::Logs::LogGroup',
          action: 'update',
          message: 'Throttled',
        });
      }
    });
    const stack = await changing;
    expect(stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    aws.bus.removeAllListeners('event');
    aws.cloudFormation.rollBack(stack, { continued: true, skip: ['Log'] });
    await aws.cloudFormation.settled(stack.id);
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('says in CloudFormation’s words that there is nothing to do, but takes changes of outputs and parameters', async () => {
    const body = (output: string) =>
      template(
        { Log: logGroup('/claims') },
        {
          Parameters: {
            PlinthProvenance: { Type: 'String', Default: 'none' },
          },
          Outputs: {
            PlinthProvenance: { Value: { Ref: 'PlinthProvenance' } },
            Extra: { Value: output },
          },
        },
      );
    await deploy('claims-dev', body('a'));
    const make = (name: string, more: object) =>
      aws.cloudFormation.createChangeSet({
        ...place,
        stackName: 'claims-dev',
        changeSetName: name,
        type: 'UPDATE',
        template: body('a'),
        ...more,
      });
    expect(make('none', {})).toMatchObject({
      status: 'FAILED',
      reason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
    expect(() =>
      aws.cloudFormation.updateStack({
        ...place,
        stackName: 'claims-dev',
        template: body('a'),
      }),
    ).toThrow('No updates are to be performed.');
    expect(make('output', { template: body('b') })).toMatchObject({
      status: 'CREATE_COMPLETE',
      changes: [],
    });
    const stack = await deploy('claims-dev', body('a'), {
      parameters: [{ key: 'PlinthProvenance', value: '{"commit":"abc"}' }],
    });
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(stack.outputs[0].value).toBe('{"commit":"abc"}');
    expect(statuses(stack, 'Log')).toHaveLength(3);
  });

  it('guards exports that other stacks import', async () => {
    const exporter = (value: string) =>
      template(
        { Log: logGroup('/network') },
        { Outputs: { Id: { Value: value, Export: { Name: 'network-id' } } } },
      );
    await deploy('network', exporter('a'));
    const user = await deploy(
      'claims',
      template({
        Log: {
          Type: 'AWS::Logs::LogGroup',
          Properties: {
            LogGroupName: {
              'Fn::Join': ['/', ['', { 'Fn::ImportValue': 'network-id' }]],
            },
          },
        },
      }),
    );
    expect(user.resources.Log.physicalId).toBe('/a');
    const changed = await deploy('network', exporter('b'));
    expect(changed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const gone = await aws.cloudFormation.destroy({
      ...place,
      stackName: 'network',
    });
    expect(gone.reason).toBe(
      'Export network-id cannot be deleted as it is in use by claims',
    );
    await aws.cloudFormation.destroy({ ...place, stackName: 'claims' });
    expect(
      await aws.cloudFormation.destroy({ ...place, stackName: 'network' }),
    ).toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  it('refuses a name that is taken, unknown properties and missing ones', async () => {
    await deploy('one', template({ Log: logGroup('/same') }));
    const taken = await deploy('two', template({ Log: logGroup('/same') }));
    const reasons = (stack: Stack) =>
      aws.cloudFormation.store
        .events(stack.id)
        .filter(event => event.status === 'CREATE_FAILED')
        .map(event => event.reason)
        .join();
    expect(reasons(taken)).toMatch(
      /Resource of type 'AWS::Logs::LogGroup' with identifier '.*"\/same"}' already exists.*HandlerErrorCode: AlreadyExists/,
    );
    const strange = await deploy(
      'three',
      template({
        Subnet: { Type: 'AWS::EC2::Subnet', Properties: { Cidr: 'x' } },
      }),
    );
    expect(reasons(strange)).toMatch(/required key \[VpcId\] not found/);
    expect(reasons(strange)).toMatch(
      /extraneous key \[Cidr\] is not permitted/,
    );
    const custom = await deploy(
      'four',
      template({ Thing: { Type: 'Custom::Thing', Properties: {} } }),
    );
    expect(reasons(custom)).toMatch(/cannot run the Lambda function/);
  });

  it('makes a failed change set of an expression without a value', () => {
    const changeSet = aws.cloudFormation.createChangeSet({
      ...place,
      stackName: 'claims',
      changeSetName: 'first',
      type: 'CREATE',
      template: template({
        Key: {
          Type: 'AWS::KMS::Key',
          Properties: { Description: { 'Fn::ImportValue': 'nobody-exports' } },
        },
      }),
    });
    expect(changeSet).toMatchObject({
      status: 'FAILED',
      execution: 'UNAVAILABLE',
      reason: 'No export named nobody-exports found.',
    });
    expect(() => aws.cloudFormation.executeChangeSet(changeSet)).toThrow(
      /cannot be executed in its current status of \[FAILED\]/,
    );
  });

  it('keeps what should be kept when a stack is deleted, and fails over a bucket with contents', async () => {
    await deploy(
      'data',
      template({
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: { BucketName: 'acme-data' },
        },
        Kept: { ...(logGroup('/kept') as object), DeletionPolicy: 'Retain' },
        Log: { ...(logGroup('/log') as object), DependsOn: 'Bucket' },
      }),
    );
    aws.s3.put('acme-data', 'a.txt', Buffer.from('a'));
    const failed = await aws.cloudFormation.destroy({
      ...place,
      stackName: 'data',
    });
    expect(failed).toMatchObject({
      status: 'DELETE_FAILED',
      reason: 'The following resource(s) failed to delete: [Bucket]. ',
    });
    aws.s3.delete('acme-data', 'a.txt');
    const deleted = await aws.cloudFormation.destroy({
      ...place,
      stackName: 'data',
    });
    expect(deleted.status).toBe('DELETE_COMPLETE');
    expect(statuses(deleted, 'Kept').at(-1)).toBe('DELETE_SKIPPED');
    expect(aws.cloudFormation.resources()).toMatchObject([
      { physicalId: '/kept' },
    ]);
  });

  it('finds drift, tells of it, and reverts it with a drift-aware change set', async () => {
    const body = template({ Log: logGroup('/claims') });
    const stack = await deploy('claims', body);
    const [live] = aws.cloudFormation.resources();
    aws.cloudFormation.editResource(live, { RetentionInDays: 90 });
    const events: AwsEvent[] = [];
    aws.bus.on('event', event => events.push(event));
    expect(aws.cloudFormation.detectDrift(stack)).toMatchObject({
      stackStatus: 'DRIFTED',
      driftedCount: 1,
    });
    expect(events[0]).toMatchObject({
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation Drift Detection Status Change',
      resources: [stack.id],
      detail: { 'status-details': { 'stack-drift-status': 'DRIFTED' } },
    });
    expect(
      aws.cloudFormation.store.drifts.get(`${stack.id}/Log`)?.differences,
    ).toEqual([
      { path: '/RetentionInDays', expected: 7, actual: 90, type: 'NOT_EQUAL' },
    ]);
    const changeSet = aws.cloudFormation.createChangeSet({
      ...place,
      stackName: 'claims',
      changeSetName: 'revert',
      type: 'UPDATE',
      template: body,
      revertDrift: true,
    });
    aws.cloudFormation.executeChangeSet(changeSet);
    await aws.cloudFormation.settled(stack.id);
    expect(aws.cloudFormation.detectDrift(stack).stackStatus).toBe('IN_SYNC');
  });

  it('never shows a NoEcho value', async () => {
    const stack = await deploy(
      'claims',
      template(
        {
          Db: {
            Type: 'AWS::RDS::DBInstance',
            Properties: { MasterUserPassword: { Ref: 'Password' } },
          },
        },
        { Parameters: { Password: { Type: 'String', NoEcho: true } } },
      ),
      { parameters: [{ key: 'Password', value: 'hunter2-secret' }] },
    );
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(
      JSON.stringify(aws.cloudFormation.store.events(stack.id)),
    ).not.toContain('hunter2');
  });

  it('takes simulated minutes while the clock stands', async () => {
    aws.clock.freeze(new Date('2025-11-03T09:00:00Z'));
    const stack = await deploy(
      'claims',
      template({
        Db: {
          Type: 'AWS::RDS::DBInstance',
          Properties: { Engine: 'postgres' },
        },
      }),
    );
    const events = aws.cloudFormation.store.events(stack.id);
    expect(stack.createdAt).toBe('2025-11-03T09:00:00.000Z');
    const took = Date.parse(events[0].at) - Date.parse(stack.createdAt);
    expect(Math.round(took / 1000)).toBe(412);
  });

  it.each([
    ['{', /JSON not well-formed/],
    ['{"Resources":{}}', /At least one Resources member must be defined/],
    [template({ A: { Type: 'AWS::No::Type' } }), /Unrecognized resource types/],
    [
      template({
        A: { Type: 'AWS::KMS::Key', Properties: { Description: { Ref: 'B' } } },
      }),
      /Unresolved resource dependencies \[B\]/,
    ],
    [
      template({
        A: { Type: 'AWS::KMS::Key', DependsOn: 'B' },
        B: { Type: 'AWS::KMS::Key', DependsOn: 'A' },
      }),
      /Circular dependency between resources/,
    ],
    [
      template(
        { A: { Type: 'AWS::KMS::Key' } },
        { Transform: 'AWS::Serverless-2016-10-31' },
      ),
      /cannot apply the transform/,
    ],
    [
      template(
        { A: { Type: 'AWS::KMS::Key' } },
        { Parameters: { P: { Type: 'String' } } },
      ),
      /Parameters: \[P\] must have values/,
    ],
  ])('refuses a faulty template: %s', async (body, message) => {
    await expect(deploy('claims', body)).rejects.toThrow(message);
    expect(aws.cloudFormation.stacks()).toEqual([]);
  });

  it('goes on after a restart', async () => {
    await aws.close();
    aws = await startTestAws({ latency: 40 });
    const changeSet = aws.cloudFormation.createChangeSet({
      ...place,
      stackName: 'claims',
      changeSetName: 'first',
      type: 'CREATE',
      template: template({
        A: logGroup('/a'),
        B: { ...(logGroup('/b') as object), DependsOn: 'A' },
        C: { ...(logGroup('/c') as object), DependsOn: 'B' },
      }),
    });
    const aIsDone = new Promise<void>(resolve => {
      aws.bus.on('event', event => {
        if (
          event.detail['logical-resource-id'] === 'A' &&
          (event.detail['status-details'] as { status: string }).status ===
            'CREATE_COMPLETE'
        ) {
          resolve();
        }
      });
    });
    aws.cloudFormation.executeChangeSet(changeSet);
    await aIsDone;
    aws = await aws.restart();
    const stack = await aws.cloudFormation.settled(changeSet.stackId);
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(statuses(stack, 'A')).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
    ]);
    expect(aws.cloudFormation.resources()).toHaveLength(3);
  });
});
