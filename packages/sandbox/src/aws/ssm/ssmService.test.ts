import {
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
  paginateGetParametersByPath,
} from '@aws-sdk/client-ssm';
import type { AwsCallRecord } from '../AwsEventBus';
import { clientOptions, type Place } from '../testing/clientOptions';
import { collect } from '../testing/collect';
import { startTestAws, type TestAws } from '../testing/startTestAws';

describe('The parameter store', () => {
  let aws: TestAws;
  let calls: AwsCallRecord[];
  const client = (place: Place = {}) => clientOptions(aws.url, place);

  beforeEach(async () => {
    aws = await startTestAws({ pageSize: 3 });
    calls = [];
    aws.bus.on('call', call => calls.push(call));
  });
  afterEach(async () => {
    await aws.close();
  });

  it('pages through parameters', async () => {
    const ssm = new SSMClient(client());
    for (let index = 0; index < 12; index += 1) {
      await ssm.send(
        new PutParameterCommand({
          Name: `/plinth/${index}`,
          Value: 'v',
          Type: index === 0 ? 'SecureString' : 'String',
        }),
      );
    }
    const found = await collect(
      paginateGetParametersByPath({ client: ssm }, { Path: '/plinth' }),
      page => page.Parameters,
    );
    expect(found).toMatchObject({ pages: 2 });
    expect(found.items).toHaveLength(12);
    const secret = await ssm.send(
      new GetParameterCommand({ Name: '/plinth/0', WithDecryption: true }),
    );
    expect(secret.Parameter).toMatchObject({
      Value: 'v',
      Version: 1,
      LastModifiedDate: expect.any(Date),
    });
    expect(JSON.stringify(calls[0].requestParameters)).not.toContain('"v"');
  });
});
