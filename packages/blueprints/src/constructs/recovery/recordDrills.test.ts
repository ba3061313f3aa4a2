import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { ApplicationEnvironment } from '../../blueprints/application/ApplicationEnvironment';
import { sampleUnit } from '../../testing/synthesized';
import { recordDrills } from './recordDrills';

const DRILL = {
  date: '2026-10-14',
  exercise: 'database-failover',
  minutes: 3,
} as const;

/** An environment, with drills recorded by hand. */
function environmentWith(drills: Parameters<typeof recordDrills>[1]) {
  const unit = sampleUnit('application', 'dev', { version: '1.0.0' });
  const stack = new ApplicationEnvironment(new App(), unit.name, {
    unit,
    env: { account: unit.account, region: unit.region },
  });
  recordDrills(stack, drills);
  return { template: Template.fromStack(stack).toJSON(), name: unit.name };
}

describe('recordDrills', () => {
  it('states drills in the metadata, and makes each one a change of a resource', () => {
    const { template, name } = environmentWith([DRILL]);
    const without = environmentWith([]).template;
    expect(template.Metadata['Plinth::Drills']).toEqual([DRILL]);
    const added = Object.keys(template.Resources).filter(
      id => !(id in without.Resources),
    );
    expect(added).toHaveLength(1);
    expect(template.Resources[added[0]]).toMatchObject({
      Type: 'AWS::SSM::Parameter',
      Properties: {
        Name: `/plinth/${name}/drills`,
        Value: JSON.stringify([DRILL]),
      },
    });
  });

  it('leaves a template without drills as it was', () => {
    expect(environmentWith([]).template).toEqual(
      environmentWith(undefined).template,
    );
    expect(environmentWith([]).template.Metadata).not.toHaveProperty(
      'Plinth::Drills',
    );
  });
});
