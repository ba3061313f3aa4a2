import { startTestAws, type TestAws } from '../testing/startTestAws';

describe('EC2', () => {
  let aws: TestAws;

  beforeAll(async () => {
    aws = await startTestAws();
  });
  afterAll(async () => {
    await aws.close();
  });

  /** EC2's client is no dependency: its form is written by hand. */
  async function ask(parameters: Record<string, string>, key = 'DEMO') {
    const response = await fetch(aws.url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=AKIA111122223333${key}/20260611/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        Action: 'DescribeAvailabilityZones',
        Version: '2016-11-15',
        ...parameters,
      }),
    });
    return { status: response.status, text: await response.text() };
  }

  it('tells the zones of a region, in its dialect of the query protocol', async () => {
    const { status, text } = await ask({});
    expect(status).toBe(200);
    expect(text).toMatch(
      /^<DescribeAvailabilityZonesResponse xmlns="http:\/\/ec2\.amazonaws\.com\/doc\/2016-11-15\/"><requestId>/,
    );
    expect(
      [...text.matchAll(/<item><zoneName>([\w-]+)/g)].map(([, name]) => name),
    ).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
  });

  it.each([
    [{ DryRun: 'true' }, 412, 'DryRunOperation'],
    [{ 'ZoneName.1': 'eu-west-1a' }, 400, 'InvalidParameterValue'],
    [
      { 'Filter.1.Name': 'state', 'Filter.1.Value.1': 'impaired' },
      400,
      'InvalidParameterValue',
    ],
    [{ Action: 'DescribeVolumes' }, 400, 'InvalidAction'],
  ])('answers %j with %i %s', async (parameters, status, code) => {
    const answer = await ask(parameters);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
  });

  it('has its own words for a key that is unknown', async () => {
    expect((await ask({}, 'NONE')).text).toContain('<Code>AuthFailure</Code>');
  });
});
