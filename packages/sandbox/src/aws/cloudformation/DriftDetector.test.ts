import type { AwsEvent } from '../AwsEventBus';
import { logGroup, place, template, useEngine } from '../testing/useEngine';

describe('DriftDetector', () => {
  const engine = useEngine();

  it('finds drift, tells of it, and reverts it with a drift-aware change set', async () => {
    const body = template({ Log: logGroup('/claims') });
    const stack = await engine.deploy('claims', body);
    const [live] = engine.aws.cloudFormation.resources();
    engine.aws.cloudFormation.edits.edit(live, { RetentionInDays: 90 });
    const events: AwsEvent[] = [];
    engine.aws.bus.on('event', event => events.push(event));
    expect(engine.aws.cloudFormation.detectDrift(stack)).toMatchObject({
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
      engine.aws.cloudFormation.store.drifts.get(`${stack.id}/Log`)
        ?.differences,
    ).toEqual([
      { path: '/RetentionInDays', expected: 7, actual: 90, type: 'NOT_EQUAL' },
    ]);
    const changeSet = engine.aws.cloudFormation.changeSets.create({
      ...place,
      stackName: 'claims',
      changeSetName: 'revert',
      type: 'UPDATE',
      template: body,
      revertDrift: true,
    });
    engine.aws.cloudFormation.changeSets.execute(changeSet);
    await engine.aws.cloudFormation.operations.settled(stack.id);
    expect(engine.aws.cloudFormation.detectDrift(stack).stackStatus).toBe(
      'IN_SYNC',
    );
  });
});
