import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  ListStackResourcesCommand,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  paginateListStackResources,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { clientOptions, DEV, type Place } from '../../testing/clientOptions';
import { collect } from '../../testing/collect';
import { logGroups } from '../../testing/logGroups';
import { startTestAws, type TestAws } from '../../testing/startTestAws';

describe('CloudFormation’s API', () => {
  let aws: TestAws;
  const client = (place: Place = {}) => clientOptions(aws.url, place);

  beforeEach(async () => {
    aws = await startTestAws({ pageSize: 3 });
  });
  afterEach(async () => {
    await aws.close();
  });

  it('pages through stacks, events, resources and changes', async () => {
    const cfn = new CloudFormationClient(client());
    for (const name of ['a', 'b', 'c', 'd']) {
      await cfn.send(
        new CreateStackCommand({
          StackName: name,
          TemplateBody: logGroups(4),
          ClientRequestToken: `token-${name}`,
          Tags: [{ Key: 'plinth:unit', Value: `environments/${name}` }],
        }),
      );
      await waitUntilStackCreateComplete(
        { client: cfn, maxWaitTime: 10, minDelay: 1 },
        { StackName: name },
      );
    }
    const stacks = await collect(
      paginateDescribeStacks({ client: cfn }, {}),
      page => page.Stacks,
    );
    expect(stacks.items.map(stack => stack.StackName)).toEqual([
      'd',
      'c',
      'b',
      'a',
    ]);
    expect(stacks.pages).toBe(2);
    expect(stacks.items[0]).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: expect.any(Date),
      Tags: [{ Key: 'plinth:unit', Value: 'environments/d' }],
      EnableTerminationProtection: false,
      DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    });
    const events = await collect(
      paginateDescribeStackEvents({ client: cfn }, { StackName: 'a' }),
      page => page.StackEvents,
    );
    expect(events.items).toHaveLength(14);
    expect(events.items[0]).toMatchObject({
      ResourceStatus: 'CREATE_COMPLETE',
      ResourceType: 'AWS::CloudFormation::Stack',
      ClientRequestToken: 'token-a',
    });
    const times = events.items.map(event => Number(event.Timestamp));
    expect(times).toEqual([...times].sort((left, right) => right - left));
    const resources = await collect(
      paginateListStackResources({ client: cfn }, { StackName: 'a' }),
      page => page.StackResourceSummaries,
    );
    expect(resources.items.map(item => item.PhysicalResourceId)).toEqual([
      '/a/0',
      '/a/1',
      '/a/2',
      '/a/3',
    ]);
    const elsewhere = new CloudFormationClient(client({ region: 'eu-west-1' }));
    const other = new CloudFormationClient(client({ account: '444455556666' }));
    for (const stranger of [elsewhere, other]) {
      const { Stacks } = await stranger.send(new DescribeStacksCommand({}));
      expect(Stacks).toEqual([]);
    }
  });

  it('summarizes no stack that is still to be made', async () => {
    const cfn = new CloudFormationClient(client());
    await cfn.send(
      new CreateChangeSetCommand({
        StackName: 'planned',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody: 'Resources: { Key: { Type: AWS::KMS::Key } }',
      }),
    );

    await expect(
      cfn.send(new GetTemplateSummaryCommand({ StackName: 'planned' })),
    ).rejects.toThrow(
      'GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.',
    );
  });

  it('summarizes a template with its parameters', async () => {
    const cfn = new CloudFormationClient(client());
    const summary = await cfn.send(
      new GetTemplateSummaryCommand({
        TemplateBody: [
          'Parameters:',
          '  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }',
          'Resources:',
          '  Key:',
          '    Type: AWS::KMS::Key',
          '    Properties:',
          '      Description: !Sub "for ${Stage} in ${AWS::Region}"',
        ].join('\n'),
      }),
    );
    expect(summary).toMatchObject({
      ResourceTypes: ['AWS::KMS::Key'],
      Parameters: [
        {
          ParameterKey: 'Stage',
          DefaultValue: 'dev',
          ParameterConstraints: { AllowedValues: ['dev', 'prod'] },
        },
      ],
    });
  });

  it('goes on to the next page whether one names a stack or its ARN, and not to that of another', async () => {
    const cfn = new CloudFormationClient(client());
    const place = { account: DEV, region: 'us-east-1' };
    const { id } = await aws.cloudFormation.deploy({
      ...place,
      stackName: 'a',
      template: logGroups(4),
    });
    await aws.cloudFormation.deploy({
      ...place,
      stackName: 'b',
      template: logGroups(4),
    });
    const { NextToken } = await cfn.send(
      new ListStackResourcesCommand({ StackName: 'a' }),
    );
    const rest = await cfn.send(
      new ListStackResourcesCommand({ StackName: id, NextToken }),
    );
    expect(
      rest.StackResourceSummaries?.map(item => item.LogicalResourceId),
    ).toEqual(['Log3']);
    await expect(
      cfn.send(new ListStackResourcesCommand({ StackName: 'b', NextToken })),
    ).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
