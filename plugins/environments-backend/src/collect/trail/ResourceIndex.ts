import type { OwnedResource } from '../../store';
import { parseArn } from './parseArn';
import { serviceOfArn, serviceOfSource, serviceOfType } from './services';

/** What a call names: see `OutOfBandCall`. */
interface Naming {
  eventSource: string;
  resources: string[];
}

/** An ID that no two services give: `sg-0a1b2c3d`, an ARN, an address, a UUID. */
const DISTINCTIVE =
  /^(?:arn:.+|https?:\/\/.+|[a-z]{1,16}-[0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** Services that tell no difference between `Claims-DB` and `claims-db`. */
const CASELESS = new Set(['elasticache', 'rds', 'redshift']);
/** Six characters that Secrets Manager puts behind the name of a secret. */
const SECRET_SUFFIX = /-[A-Za-z0-9]{6}$/;
/** What calls name beside what they change in it: a record of a zone, a service of a cluster. */
const CONTAINERS = new Set([
  'AWS::EC2::VPC',
  'AWS::ECS::Cluster',
  'AWS::Logs::LogGroup',
  'AWS::Route53::HostedZone',
]);
/** Where a policy of scaling applies, and its name, in its ARN. */
const SCALING_POLICY = /:resource\/[^/]+\/(.+):policyName\/(.+)$/;
const EC2_ID = /^[a-z-]{1,24}-[0-9a-f]{8,}$/;
/** Of whatever service: for what is distinctive. */
const ANY = '*';

/** Addresses of a queue: today's, and the two that older SDKs and queues have. */
const QUEUE_URL =
  /^https?:\/\/(?:sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?|(?:[a-z0-9-]+\.)?queue\.amazonaws\.com(?:\.cn)?|[^/]+)\/(\d{12})\/([\w.-]+)$/;

function key(service: string, name: string): string {
  return `${service} ${CASELESS.has(service) ? name.toLowerCase() : name}`;
}

/**
 * The names in what follows the account in an ARN, such as `table/claims/index/by-date`: with and without the kind of
 * resource, and without what is inside the resource.
 */
function namesInArn(service: string, rest: string): string[] {
  const [, name = rest] = /^\/?[^/:]+[/:](.+)$/.exec(rest) ?? [];
  const first = (separator: string) => name.split(separator)[0];
  const last = name.split('/').at(-1) ?? name;
  switch (service) {
    case 's3':
      return [rest.split('/')[0]];
    case 'iam':
    case 'events':
    case 'wafv2':
      return [name, last];
    case 'organizations':
      return [last];
    case 'dynamodb':
    case 'xray':
      return [first('/')];
    case 'lambda':
    case 'logs':
      return [first(':')];
    case 'ecs':
      return [name, first(':')];
    case 'ssm':
      return [name, `/${name}`];
    case 'secretsmanager':
      return [name, name.replace(SECRET_SUFFIX, '')];
    default:
      return [rest, name];
  }
}

/** What a physical ID is called beside itself, by type; a composite ID has its parts between bars, older ones between lines. */
function otherNames({ resourceType, physicalId }: OwnedResource): string[] {
  const parts = physicalId.split('|');
  switch (resourceType) {
    case 'AWS::ApplicationAutoScaling::ScalableTarget':
      return [parts[0]];
    case 'AWS::ApplicationAutoScaling::ScalingPolicy':
      return SCALING_POLICY.exec(parts[0])?.slice(1) ?? [];
    case 'AWS::Backup::BackupSelection':
      return physicalId.split('_');
    case 'AWS::Events::EventBusPolicy':
    case 'AWS::Events::Rule':
      // The bus, which comes first, is named in calls about others too.
      return parts.slice(-1);
    case 'AWS::SSO::Assignment':
      return parts.slice(3, 4);
    case 'AWS::SSO::PermissionSet':
      return parts.slice(1);
    case 'AWS::SQS::Queue':
      return QUEUE_URL.exec(physicalId)?.slice(2, 3) ?? [];
    default:
      if (resourceType.startsWith('AWS::EC2::')) {
        // Of a route the table, and not the range of addresses, which other calls name too.
        return physicalId.split(/[|_]/).filter(part => EC2_ID.test(part));
      }
      return parts.length > 1 ? parts.slice(0, 2) : [];
  }
}

/** The keys under which a resource is found. */
function keysOfResource(resource: OwnedResource): string[] {
  const { physicalId, resourceType } = resource;
  const service = serviceOfType(resourceType);
  const arn = parseArn(physicalId);
  const names = [
    physicalId,
    ...otherNames(resource),
    ...(arn ? namesInArn(service ?? serviceOfArn(arn.service), arn.rest) : []),
  ];
  return [
    ...names.map(name => key(service ?? ANY, name)),
    ...names.filter(name => DISTINCTIVE.test(name)).map(name => key(ANY, name)),
    ...(resourceType === 'AWS::SecretsManager::Secret'
      ? [key(ANY, physicalId.replace(SECRET_SUFFIX, ''))]
      : []),
  ];
}

/** The keys under which what a text names may be found. */
function keysOfText(source: string, text: string, account: string): string[] {
  const keys = [key(source, text), key(ANY, text)];
  const arn = parseArn(text);
  if (arn && (arn.account === '' || arn.account === account)) {
    const service = serviceOfArn(arn.service);
    keys.push(...namesInArn(service, arn.rest).map(name => key(service, name)));
  }
  const [, queueAccount, queue] = QUEUE_URL.exec(text) ?? [];
  if (queueAccount === account) {
    keys.push(key('sqs', queue));
  }
  if (source === 'lambda') {
    // `claims:live`, `444455556666:function:claims`
    const [, name] =
      /^(?:\d{12}:function:)?([\w-]+)(?::[\w$-]+)?$/.exec(text) ?? [];
    keys.push(key(source, name ?? text));
  }
  if (source === 'route53') {
    // `/hostedzone/Z0123`, `api.example.com.`
    keys.push(
      key(source, text.replace(/^\/?(?:hostedzone|healthcheck)\//, '')),
      key(source, text.replace(/\.$/, '')),
    );
  }
  return keys;
}

/**
 * Finds the resource that a call changed. Services name one resource in many forms: by ARN, by name, by a short ID, by an
 * address, in other cases; and CloudFormation knows it by one of them. A name that other services may use too counts only in
 * calls to the service of the resource.
 */
export class ResourceIndex {
  readonly #account: string;
  readonly #found = new Map<string, OwnedResource>();

  constructor(resources: OwnedResource[], options: { account: string }) {
    this.#account = options.account;
    for (const resource of resources) {
      for (const each of keysOfResource(resource)) {
        if (!this.#found.has(each)) {
          this.#found.set(each, resource);
        }
      }
    }
  }

  /** The resources that the call changed: of each unit the first that it names. */
  find({ eventSource, resources }: Naming): OwnedResource[] {
    const source = serviceOfSource(eventSource);
    const named = resources.flatMap(text =>
      keysOfText(source, text, this.#account).flatMap(
        each => this.#found.get(each) ?? [],
      ),
    );
    const inner = named.filter(each => !CONTAINERS.has(each.resourceType));
    const byUnit = new Map<string, OwnedResource>();
    for (const resource of inner.length > 0 ? inner : named) {
      const { unit } = resource.stack;
      byUnit.set(unit, byUnit.get(unit) ?? resource);
    }
    return [...byUnit.values()];
  }
}
