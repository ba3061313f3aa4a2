import { availabilityZones } from '../cloudformation/evaluate';
import { escapeXml } from '../protocols/queryProtocol';
import { AwsError } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type {
  AwsHttpRequest,
  AwsHttpResponse,
  AwsHttpService,
} from '../server/AwsServer';

/**
 * What the CDK's context lookups ask of EC2: a region's availability zones. EC2 has a query dialect of its own, with
 * `item` in lists and no result element, so it writes its answers itself.
 */
export class Ec2Service implements AwsHttpService {
  readonly signingName = 'ec2';

  describe(request: AwsHttpRequest) {
    const form = formOf(request);
    return {
      operation: form.get('Action') ?? '',
      input: Object.fromEntries(
        [...form].filter(([name]) => name !== 'Action' && name !== 'Version'),
      ),
    };
  }

  async handleHttp(call: AwsCall): Promise<AwsHttpResponse> {
    if (call.operation !== 'DescribeAvailabilityZones') {
      throw new AwsError(
        'InvalidAction',
        `The action ${call.operation} is not implemented by the sandbox.`,
      );
    }
    const items = availabilityZones(call.region).map(
      (name, index) =>
        `<item><zoneName>${escapeXml(name)}</zoneName><zoneState>available</zoneState>` +
        `<zoneId>${zoneIdPrefix(call.region)}-az${index + 1}</zoneId>` +
        `<zoneType>availability-zone</zoneType><regionName>${escapeXml(call.region)}</regionName>` +
        `<optInStatus>opt-in-not-required</optInStatus></item>`,
    );
    return {
      status: 200,
      headers: { 'content-type': 'text/xml;charset=UTF-8' },
      body:
        '<DescribeAvailabilityZonesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">' +
        `<requestId>${call.requestId}</requestId>` +
        `<availabilityZoneInfo>${items.join('')}</availabilityZoneInfo>` +
        '</DescribeAvailabilityZonesResponse>',
    };
  }

  errorResponse(error: AwsError, requestId: string): AwsHttpResponse {
    const renamed: Record<string, string> = {
      AccessDenied: 'UnauthorizedOperation',
      InvalidAccessKeyId: 'AuthFailure',
      SlowDown: 'RequestLimitExceeded',
    };
    return {
      status: error.status,
      headers: { 'content-type': 'text/xml;charset=UTF-8' },
      body:
        `<Response><Errors><Error><Code>${escapeXml(renamed[error.code] ?? error.code)}</Code>` +
        `<Message>${escapeXml(error.message)}</Message></Error></Errors>` +
        `<RequestID>${requestId}</RequestID></Response>`,
    };
  }
}

function formOf(request: AwsHttpRequest): URLSearchParams {
  return request.method === 'GET'
    ? request.url.searchParams
    : new URLSearchParams(request.body.toString('utf8'));
}

// us-east-1 is `use1` in zone ids, eu-central-1 `euc1`, ap-southeast-2 `apse2`.
function zoneIdPrefix(region: string): string {
  const [area, direction, number] = region.split('-');
  const short = direction.replace(
    /^(north|south|east|west|central)(east|west)?$/,
    (_, first: string, second?: string) => first[0] + (second?.[0] ?? ''),
  );
  return `${area}${short}${number}`;
}
