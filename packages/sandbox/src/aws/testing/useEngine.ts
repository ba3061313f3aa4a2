import type { Json } from '../resources/Json';
import type { Stack } from '../cloudformation/model';
import { startTestAws, type TestAws } from './startTestAws';

/** Where the tests of the engine have their stacks. */
export const place = { account: '111122223333', region: 'us-east-1' };

/** A template with those resources; `rest` are its other sections. */
export function template(
  resources: Json,
  rest: Record<string, Json> = {},
): string {
  return JSON.stringify({ Resources: resources, ...rest });
}

/** A log group, which is the resource to have when it does not matter which. */
export function logGroup(
  name: string,
  retention = 7,
): { [member: string]: Json } {
  return {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: name, RetentionInDays: retention },
  };
}

/** An AWS that is new for each test of the file, and what its tests ask of CloudFormation. */
export function useEngine() {
  let aws: TestAws;
  beforeEach(async () => {
    aws = await startTestAws();
  });
  afterEach(async () => {
    await aws.close();
  });
  return {
    get aws() {
      return aws;
    },
    /** Starts anew, with other options. */
    async start(options: Parameters<typeof startTestAws>[0]) {
      await aws.close();
      aws = await startTestAws(options);
    },
    /** Stops, and starts with what was kept. */
    async restart() {
      aws = await aws.restart();
    },
    deploy: (stackName: string, body: string, more = {}) =>
      aws.cloudFormation.deploy({
        ...place,
        stackName,
        template: body,
        ...more,
      }),
    /** The statuses that a resource went through, oldest first; those of the stack itself without a name. */
    statuses: (stack: Stack, logicalId = stack.name) =>
      aws.cloudFormation.store
        .events(stack.id)
        .filter(event => event.logicalId === logicalId)
        .map(event => event.status)
        .reverse(),
  };
}
