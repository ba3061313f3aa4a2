import {
  DescribeStacksCommand,
  paginateDescribeStacks,
} from '@aws-sdk/client-cloudformation';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetTagsCommand } from '@aws-sdk/client-cost-explorer';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ACCOUNT, REGION } from '../../__testUtils__/awsAnswers';
import { AwsClients } from './AwsClients';
import { RateBudget } from './RateBudget';

const PLACE = { account: ACCOUNT, region: REGION };

const PERIOD = { Start: '2026-05-01', End: '2026-05-02' };

const THROTTLING = `<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`;

function describeStacksAnswer(nextToken: string | undefined): string {
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks/>${
    nextToken ? `<NextToken>${nextToken}</NextToken>` : ''
  }</DescribeStacksResult></DescribeStacksResponse>`;
}

describe('the clients of an account and region', () => {
  /** What happened, in order: turns in the budgets, and requests as the service received them. */
  let log: string[];
  let answers: Array<{ status: number; body: string }>;
  let server: Server;
  let clients: AwsClients;
  const budgets: RateBudget[] = [];
  const metrics = { awsCall: jest.fn() };

  beforeAll(async () => {
    server = createServer(async (req, res) => {
      let body = '';
      for await (const chunk of req) {
        body += chunk;
      }
      const action =
        new URLSearchParams(body).get('Action') ??
        String(req.headers['x-amz-target']).split('.').at(-1);
      const token = new URLSearchParams(body).get('NextToken');
      log.push(token ? `${action} ${token}` : String(action));
      const answer = answers.shift() ?? { status: 200, body: '{}' };
      res.statusCode = answer.status;
      res.end(answer.body);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(() => {
    log = [];
    answers = [];
    budgets.length = 0;
    metrics.awsCall.mockReset();
    jest.spyOn(RateBudget.prototype, 'take').mockImplementation(function take(
      this: RateBudget,
    ) {
      if (!budgets.includes(this)) {
        budgets.push(this);
      }
      log.push(`turn in budget ${budgets.indexOf(this) + 1}`);
      return Promise.resolve();
    });
    const credentials: Pick<AwsCredentialsManager, 'getCredentialProvider'> = {
      getCredentialProvider: async ({ accountId } = {}) => ({
        accountId,
        sdkCredentialProvider: async () => ({
          accessKeyId: `AKIA${accountId}READ`,
          secretAccessKey: 'not a secret',
        }),
      }),
    };
    clients = new AwsClients({
      credentials,
      metrics,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('take a turn for every page of a paginator and for every attempt, and send only then', async () => {
    answers = [
      { status: 200, body: describeStacksAnswer('second') },
      { status: 400, body: THROTTLING },
      { status: 200, body: describeStacksAnswer('third') },
      { status: 200, body: describeStacksAnswer(undefined) },
    ];
    const { cloudFormation } = clients.forRegion(PLACE);
    const pages = [];
    for await (const page of paginateDescribeStacks(
      { client: cloudFormation },
      {},
    )) {
      pages.push(page.NextToken);
    }

    expect(pages).toEqual(['second', 'third', undefined]);
    expect(log).toEqual([
      'turn in budget 1',
      'DescribeStacks',
      'turn in budget 1',
      'DescribeStacks second',
      'turn in budget 1',
      'DescribeStacks second',
      'turn in budget 1',
      'DescribeStacks third',
    ]);
  });

  it('share one budget per account and region, but for the trail, which has its own limit', async () => {
    const here = clients.forRegion(PLACE);
    const elsewhere = clients.forRegion({ ...PLACE, region: 'eu-central-1' });
    answers = [{ status: 200, body: describeStacksAnswer(undefined) }];
    for await (const _ of paginateDescribeStacks(
      { client: here.cloudFormation },
      {},
    )) {
      // One page.
    }
    await clients
      .forRegion(PLACE)
      .cloudWatch.send(new DescribeAlarmsCommand({}));
    await here.cloudTrail.send(new LookupEventsCommand({}));
    await elsewhere.cloudWatch.send(new DescribeAlarmsCommand({}));

    expect(log).toEqual([
      'turn in budget 1',
      'DescribeStacks',
      'turn in budget 1',
      'DescribeAlarms',
      'turn in budget 2',
      'LookupEvents',
      'turn in budget 3',
      'DescribeAlarms',
    ]);
  });

  it('tell of every attempt how it ended, and what the budget has left', async () => {
    answers = [{ status: 400, body: THROTTLING }];
    await clients
      .forRegion(PLACE)
      .cloudFormation.send(new DescribeStacksCommand({}))
      .catch(() => {});
    const call = {
      ...PLACE,
      service: 'CloudFormation',
      operation: 'DescribeStacks',
    };
    expect(metrics.awsCall.mock.calls.slice(0, 1)).toEqual([
      [
        { ...call, result: 'Throttling' },
        // What was saved up is spent, and the rate halved.
        { remaining: 0, rate: expect.closeTo(1.5) },
      ],
    ]);
    answers = [{ status: 200, body: '{}' }];
    await clients
      .costExplorer(ACCOUNT)
      .send(new GetTagsCommand({ TimePeriod: PERIOD }));
    expect(metrics.awsCall).toHaveBeenLastCalledWith(
      {
        ...PLACE,
        service: 'CostExplorer',
        operation: 'GetTags',
        result: 'ok',
      },
      undefined,
    );
  });

  it('send nothing before their turn has come', async () => {
    let letThrough = () => {};
    jest.mocked(RateBudget.prototype.take).mockReturnValueOnce(
      new Promise(resolve => {
        letThrough = resolve;
      }),
    );
    const { cloudTrail, cloudWatch } = clients.forRegion(PLACE);
    const sent = cloudTrail.send(new LookupEventsCommand({}));
    // While it waits, others come and go.
    await cloudWatch.send(new DescribeAlarmsCommand({}));
    await cloudWatch.send(new DescribeAlarmsCommand({}));
    expect(log).not.toContain('LookupEvents');
    letThrough();
    await sent;
    expect(log.at(-1)).toBe('LookupEvents');
  });

  it('fail the request when the account has no credentials, and ask for them again', async () => {
    const getCredentialProvider = jest
      .fn()
      .mockRejectedValueOnce(new Error('There is no AWS integration'))
      .mockResolvedValue({
        sdkCredentialProvider: async () => ({
          accessKeyId: 'AKIA',
          secretAccessKey: 'not a secret',
        }),
      });
    const { cloudTrail } = new AwsClients({
      metrics,
      credentials: { getCredentialProvider },
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    }).forRegion(PLACE);
    const lookup = () => cloudTrail.send(new LookupEventsCommand({}));
    await expect(lookup()).rejects.toThrow('There is no AWS integration');
    await lookup();
    expect(log).toEqual(['turn in budget 1', 'LookupEvents']);
  });
});
