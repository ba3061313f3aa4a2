import type { Stack } from './model';
import { logGroup, place, template, useEngine } from '../testing/useEngine';

describe('CloudFormationEngine', () => {
  const engine = useEngine();

  it('creates resources in dependency order and evaluates what they refer to', async () => {
    const stack = await engine.deploy(
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
    const order = engine.aws.cloudFormation.store
      .events(stack.id)
      .map(event => `${event.logicalId} ${event.status}`)
      .reverse();
    expect(order.indexOf('Vpc CREATE_COMPLETE')).toBeLessThan(
      order.indexOf('Subnet CREATE_IN_PROGRESS'),
    );
  });

  it('guards exports that other stacks import', async () => {
    const exporter = (value: string) =>
      template(
        { Log: logGroup('/network') },
        { Outputs: { Id: { Value: value, Export: { Name: 'network-id' } } } },
      );
    await engine.deploy('network', exporter('a'));
    const user = await engine.deploy(
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
    const changed = await engine.deploy('network', exporter('b'));
    expect(changed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const gone = await engine.aws.cloudFormation.destroy({
      ...place,
      stackName: 'network',
    });
    expect(gone.reason).toBe(
      'Export network-id cannot be deleted as it is in use by claims',
    );
    await engine.aws.cloudFormation.destroy({ ...place, stackName: 'claims' });
    expect(
      await engine.aws.cloudFormation.destroy({
        ...place,
        stackName: 'network',
      }),
    ).toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  it('refuses a name that is taken, unknown properties and missing ones', async () => {
    await engine.deploy('one', template({ Log: logGroup('/same') }));
    const taken = await engine.deploy(
      'two',
      template({ Log: logGroup('/same') }),
    );
    const reasons = (stack: Stack) =>
      engine.aws.cloudFormation.store
        .events(stack.id)
        .filter(event => event.status === 'CREATE_FAILED')
        .map(event => event.reason)
        .join();
    expect(reasons(taken)).toMatch(
      /Resource of type 'AWS::Logs::LogGroup' with identifier '.*"\/same"}' already exists.*HandlerErrorCode: AlreadyExists/,
    );
    const strange = await engine.deploy(
      'three',
      template({
        Subnet: { Type: 'AWS::EC2::Subnet', Properties: { Cidr: 'x' } },
      }),
    );
    expect(reasons(strange)).toMatch(/required key \[VpcId\] not found/);
    expect(reasons(strange)).toMatch(
      /extraneous key \[Cidr\] is not permitted/,
    );
    const custom = await engine.deploy(
      'four',
      template({ Thing: { Type: 'Custom::Thing', Properties: {} } }),
    );
    expect(reasons(custom)).toMatch(/cannot run the Lambda function/);
  });

  it('keeps what should be kept when a stack is deleted, and fails over a bucket with contents', async () => {
    await engine.deploy(
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
    engine.aws.s3.put('acme-data', 'a.txt', Buffer.from('a'));
    const failed = await engine.aws.cloudFormation.destroy({
      ...place,
      stackName: 'data',
    });
    expect(failed).toMatchObject({
      status: 'DELETE_FAILED',
      reason: 'The following resource(s) failed to delete: [Bucket]. ',
    });
    engine.aws.s3.delete('acme-data', 'a.txt');
    const deleted = await engine.aws.cloudFormation.destroy({
      ...place,
      stackName: 'data',
    });
    expect(deleted.status).toBe('DELETE_COMPLETE');
    expect(engine.statuses(deleted, 'Kept').at(-1)).toBe('DELETE_SKIPPED');
    expect(engine.aws.cloudFormation.resources()).toMatchObject([
      { physicalId: '/kept' },
    ]);
  });

  it('never shows a NoEcho value', async () => {
    const stack = await engine.deploy(
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
      JSON.stringify(engine.aws.cloudFormation.store.events(stack.id)),
    ).not.toContain('hunter2');
  });

  it('takes simulated minutes while the clock stands', async () => {
    engine.aws.clock.freeze(new Date('2025-11-03T09:00:00Z'));
    const stack = await engine.deploy(
      'claims',
      template({
        Db: {
          Type: 'AWS::RDS::DBInstance',
          Properties: { Engine: 'postgres' },
        },
      }),
    );
    const events = engine.aws.cloudFormation.store.events(stack.id);
    expect(stack.createdAt).toBe('2025-11-03T09:00:00.000Z');
    const took = Date.parse(events[0].at) - Date.parse(stack.createdAt);
    expect(Math.round(took / 1000)).toBe(412);
  });

  it('goes on after a restart', async () => {
    await engine.start({ latency: 40 });
    const changeSet = engine.aws.cloudFormation.changeSets.create({
      ...place,
      stackName: 'claims',
      changeSetName: 'first',
      type: 'CREATE',
      template: template({
        A: logGroup('/a'),
        B: { ...logGroup('/b'), DependsOn: 'A' },
        C: { ...logGroup('/c'), DependsOn: 'B' },
      }),
    });
    const aIsDone = new Promise<void>(resolve => {
      engine.aws.bus.on('event', event => {
        if (
          event.detail['logical-resource-id'] === 'A' &&
          (event.detail['status-details'] as { status: string }).status ===
            'CREATE_COMPLETE'
        ) {
          resolve();
        }
      });
    });
    engine.aws.cloudFormation.changeSets.execute(changeSet);
    await aIsDone;
    await engine.restart();
    const stack = await engine.aws.cloudFormation.operations.settled(
      changeSet.stackId,
    );
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(engine.statuses(stack, 'A')).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
    ]);
    expect(engine.aws.cloudFormation.resources()).toHaveLength(3);
  });
});
