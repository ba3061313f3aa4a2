import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type DescribeChangeSetOutput,
  type ResourceChange,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { previewFolder, previewStack } from '../__testUtils__/previewFacts';
import { byId } from './FoundStack';
import { liftProtections } from './liftProtections';

const cloudFormation = mockClient(CloudFormationClient);
beforeEach(() => cloudFormation.reset());

const stack = previewStack(previewFolder('environments/claims'));
const database = (isProtected: boolean) => ({
  Type: 'AWS::RDS::DBInstance',
  Properties: { DeletionProtection: isProtected },
});
const template = (isProtected = true) => ({
  Resources: {
    Database: database(isProtected),
    Topic: { Type: 'AWS::SNS::Topic' },
    Data: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' },
  },
});
const change = (over: Partial<ResourceChange>): ResourceChange => ({
  Action: 'Modify',
  LogicalResourceId: 'Database',
  Replacement: 'False',
  Details: [{ Evaluation: 'Static' }],
  ...over,
});

/** Lifts what protects a stack, which is found in these statuses one after the other. */
const lift = async (
  options: {
    statuses?: string[];
    changes?: ResourceChange[];
    made?: Partial<DescribeChangeSetOutput>;
    isProtected?: boolean;
  } = {},
) => {
  const { statuses = ['UPDATE_COMPLETE'], changes = [change({})] } = options;
  let status = statuses[0];
  let token: string | undefined;
  cloudFormation.on(DeleteChangeSetCommand).resolves({});
  cloudFormation.on(CreateChangeSetCommand).resolves({});
  cloudFormation.on(DescribeChangeSetCommand).resolves({
    ChangeSetId: 'arn:changeSet/plinth-1/abc',
    Status: 'CREATE_COMPLETE',
    Changes: changes.map(ResourceChange => ({ ResourceChange })),
    ...options.made,
  });
  cloudFormation.on(ExecuteChangeSetCommand).callsFake(input => {
    token = input.ClientRequestToken;
    return {};
  });
  await liftProtections({
    stack,
    client: new CloudFormationClient({}),
    reader: {
      read: async location => {
        expect(location).toEqual(byId(stack));
        return {
          stackId: stack.stackId,
          status,
          template: template(options.isProtected),
          parameters: { PlinthProvenance: 'x', Size: '2' },
          tags: { 'plinth:unit': 'environments/claims' },
          terminationProtection: true,
        };
      },
      describe: async () => {
        status = statuses.shift() ?? status;
        return { StackStatus: status } as never;
      },
      lastEvent: async () =>
        ({ EventId: '1', ClientRequestToken: token }) as never,
      eventsAfter: async () => [
        {
          LogicalResourceId: 'Database',
          ResourceType: 'AWS::RDS::DBInstance',
          ResourceStatus: 'UPDATE_FAILED',
          ResourceStatusReason: 'it is being backed up',
        } as never,
      ],
    },
    executionRole: 'arn:role',
    name: 'plinth-1',
    upload: async () => {
      throw new Error('It is small');
    },
    pollMs: 0,
  });
};
const executed = () =>
  cloudFormation.commandCalls(ExecuteChangeSetCommand).length;

describe('liftProtections', () => {
  it('updates the stack from its own template, and waits for that', async () => {
    await lift({
      statuses: ['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
    });
    const [create] = cloudFormation.commandCalls(CreateChangeSetCommand);
    const { TemplateBody = '', ...asked } = create.args[0].input;
    expect(JSON.parse(TemplateBody)).toEqual(template(false));
    expect(asked).toEqual({
      StackName: stack.stackId,
      ChangeSetName: 'plinth-1',
      ChangeSetType: 'UPDATE',
      RoleARN: 'arn:role',
      Parameters: ['PlinthProvenance', 'Size'].map(ParameterKey => ({
        ParameterKey,
        UsePreviousValue: true,
      })),
      Tags: [{ Key: 'plinth:unit', Value: 'environments/claims' }],
      Capabilities: expect.arrayContaining(['CAPABILITY_NAMED_IAM']),
    });
    expect(
      cloudFormation.commandCalls(ExecuteChangeSetCommand)[0].args[0].input,
    ).toEqual({
      StackName: stack.stackId,
      ChangeSetName: 'arn:changeSet/plinth-1/abc',
      ClientRequestToken: 'plinth-1-abc',
    });
  });

  it('lets what hangs on a changed resource be looked at by CloudFormation', async () => {
    await lift({
      changes: [
        change({}),
        change({
          LogicalResourceId: 'Data',
          Replacement: 'Conditional',
          Details: [{ Evaluation: 'Dynamic' }],
        }),
      ],
    });
    expect(executed()).toBe(1);
  });

  it.each<[string, Parameters<typeof lift>[0]]>([
    ['nothing is protected', { isProtected: false }],
    [
      'an attempt that was killed has turned it off',
      {
        isProtected: false,
        statuses: ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
      },
    ],
    ['the stack takes no update', { statuses: ['DELETE_FAILED'] }],
    [
      'a parameter had it off already',
      {
        changes: [],
        made: {
          Status: 'FAILED',
          StatusReason:
            "The submitted information didn't contain changes. Submit different information to create a change set.",
        },
      },
    ],
  ])('changes nothing where %s', async (_, options) => {
    await lift(options);
    expect(executed()).toBe(0);
  });

  it.each<[string, ResourceChange]>([
    ['replaced', change({ Replacement: 'True' })],
    ['deleted', change({ LogicalResourceId: 'Topic', Action: 'Remove' })],
    ['made', change({ LogicalResourceId: 'New', Action: 'Add' })],
    ['changed though it stays', change({ LogicalResourceId: 'Data' })],
  ])('never executes an update by which something is %s', async (_, stray) => {
    await expect(lift({ changes: [change({}), stray] })).rejects.toThrow(
      `would change ${stray.LogicalResourceId} too. Nothing of it is deleted`,
    );
    expect(executed()).toBe(0);
    // Nothing is left of it that somebody could execute.
    expect(cloudFormation.calls().at(-1)?.args[0]).toBeInstanceOf(
      DeleteChangeSetCommand,
    );
  });

  it.each<[string, Parameters<typeof lift>[0], RegExp]>([
    [
      'CloudFormation refuses it',
      { made: { Status: 'FAILED', StatusReason: 'No such role' } },
      /change set is FAILED: No such role/,
    ],
    [
      'it fails',
      {
        statuses: [
          'CREATE_COMPLETE',
          'UPDATE_ROLLBACK_IN_PROGRESS',
          'UPDATE_ROLLBACK_COMPLETE',
        ],
      },
      /UPDATE_ROLLBACK_COMPLETE: Database .*it is being backed up\. Nothing of it is deleted/,
    ],
  ])('says why where %s', async (_, options, message) => {
    await expect(lift(options)).rejects.toThrow(message);
  });
});
