import type { DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack } from '../synth/Assembly';

/** A stack of a unit as synthesis leaves it, by default the one of the unit's name with a single topic. */
export function synthesizedStack(
  unit: string,
  over: Partial<SynthesizedStack> = {},
): SynthesizedStack {
  const name = over.stackName ?? unit.split('/')[1];
  return {
    unit,
    stackName: name,
    artifactId: name,
    account: '111122223333',
    region: 'us-east-1',
    template: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } },
    tags: { 'plinth:stage': 'dev', 'plinth:unit': unit },
    terminationProtection: false,
    dependsOn: [],
    assets: {},
    constructs: { Topic: 'Topic' },
    ...over,
  };
}

/** The same stack, deployed by an earlier commit. */
export function deployedStack(
  {
    stackName,
    account,
    region,
    template,
    tags,
    terminationProtection,
  }: SynthesizedStack,
  over: Partial<DeployedStack> = {},
): DeployedStack {
  return {
    stackId: `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/1`,
    status: 'CREATE_COMPLETE',
    template,
    parameters: {},
    tags,
    terminationProtection,
    provenance: {
      commit: 'e'.repeat(40),
      pullRequest: 1,
      run: '1',
      planHash: 'f'.repeat(64),
    },
    ...over,
  };
}
