import { logGroup, place, template, useEngine } from '../testing/useEngine';

describe('ChangePlanner', () => {
  const engine = useEngine();

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
    const before = await engine.deploy('claims-dev', resources('one'));
    const old = before.resources.Queue.physicalId;
    const changeSet = engine.aws.cloudFormation.changeSets.create({
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

    engine.aws.cloudFormation.changeSets.execute(changeSet, { token: 'run-1' });
    const stack = await engine.aws.cloudFormation.operations.settled(
      changeSet.stackId,
    );
    expect(engine.statuses(stack).slice(-3)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
    const current = stack.resources.Queue.physicalId;
    expect(current).not.toBe(old);
    expect(stack.resources.Policy.properties.Queues).toEqual([current]);
    const queues = engine.aws.cloudFormation.resources({
      type: 'AWS::SQS::Queue',
    });
    expect(queues.map(live => live.physicalId)).toEqual([current]);
    expect(engine.aws.cloudFormation.store.events(stack.id)[0].token).toBe(
      'run-1',
    );
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
    await engine.deploy('claims-dev', body('a'));
    const make = (name: string, more: object) =>
      engine.aws.cloudFormation.changeSets.create({
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
      engine.aws.cloudFormation.updateStack({
        ...place,
        stackName: 'claims-dev',
        template: body('a'),
      }),
    ).toThrow('No updates are to be performed.');
    expect(make('output', { template: body('b') })).toMatchObject({
      status: 'CREATE_COMPLETE',
      changes: [],
    });
    const stack = await engine.deploy('claims-dev', body('a'), {
      parameters: [{ key: 'PlinthProvenance', value: '{"commit":"abc"}' }],
    });
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(stack.outputs[0].value).toBe('{"commit":"abc"}');
    expect(engine.statuses(stack, 'Log')).toHaveLength(3);
  });

  it('makes a failed change set of an expression without a value', () => {
    const changeSet = engine.aws.cloudFormation.changeSets.create({
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
    expect(() =>
      engine.aws.cloudFormation.changeSets.execute(changeSet),
    ).toThrow(/cannot be executed in its current status of \[FAILED\]/);
  });
});
