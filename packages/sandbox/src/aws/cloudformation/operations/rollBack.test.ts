import type { AwsEvent } from '../../AwsEventBus';
import type { Json } from '../../resources/Json';
import { logGroup, template, useEngine } from '../../testing/useEngine';

describe('An operation that fails', () => {
  const engine = useEngine();

  it('rolls a failed creation back to nothing', async () => {
    engine.aws.faults.failNext({
      type: 'AWS::RDS::*',
      message: 'No instances of this class are left',
    });
    const stack = await engine.deploy(
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
    expect(engine.statuses(stack)).toEqual([
      'REVIEW_IN_PROGRESS',
      'CREATE_IN_PROGRESS',
      'ROLLBACK_IN_PROGRESS',
      'ROLLBACK_COMPLETE',
    ]);
    expect(engine.statuses(stack, 'Db')).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_FAILED',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
    expect(stack.resources.Db.status).toBe('DELETE_COMPLETE');
    expect(
      engine.aws.cloudFormation.resources().map(live => live.physicalId),
    ).toEqual(['/kept']);
    await expect(
      engine.deploy('claims-dev', template({ Log: logGroup('/claims') })),
    ).rejects.toThrow(/ROLLBACK_COMPLETE state and can not be updated/);
  });

  it('rolls a failed update back to what was there', async () => {
    const before = await engine.deploy(
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
    engine.aws.faults.failNext({
      type: 'AWS::KMS::Key',
      message: 'Limit exceeded',
    });
    const after = await engine.deploy(
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
    expect(engine.statuses(after).slice(2)).toEqual([
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
    expect(engine.aws.cloudFormation.store.template(after.id)).toContain(
      'before',
    );
    const live = engine.aws.cloudFormation.resources();
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
    await engine.deploy('claims-dev', body(7));
    engine.aws.faults.failNext({ type: 'AWS::KMS::Key', message: 'No' });
    // The first update of the log group succeeds; the one that takes it back does not.
    const key = { Key: { Type: 'AWS::KMS::Key', DependsOn: 'Log' } };
    const changing = engine.deploy('claims-dev', body(30, key));
    engine.aws.bus.on('event', (event: AwsEvent) => {
      const details = event.detail['status-details'] as { status: string };
      if (details.status === 'UPDATE_ROLLBACK_IN_PROGRESS') {
        engine.aws.faults.failNext({
          type: 'AWS::Logs::LogGroup',
          action: 'update',
          message: 'Throttled',
        });
      }
    });
    const stack = await changing;
    expect(stack.status).toBe('UPDATE_ROLLBACK_FAILED');
    engine.aws.bus.removeAllListeners('event');
    engine.aws.cloudFormation.operations.rollBack(stack, {
      continued: true,
      skip: ['Log'],
    });
    await engine.aws.cloudFormation.operations.settled(stack.id);
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});
