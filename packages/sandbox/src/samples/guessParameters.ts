import {
  resolveParameters,
  type GivenParameter,
} from '../aws/cloudformation/resolveParameters';
import type {
  Template,
  TemplateParameter,
} from '../aws/cloudformation/Template';

/** Values that parameters of sample templates ask for; the first that the parameter takes is given. */
const CANDIDATES = [
  'sample',
  'sample-name-1',
  'Sample1name2pass',
  'samplename',
  'Sample-Pass-1!',
  '10.0.0.0/16',
  '10.0.1.0/24',
  'example.com',
  'someone@example.com',
  '111122223333',
  'arn:aws:iam::111122223333:role/sample',
  'https://example.com/sample',
  'us-east-1',
  '1',
  '10',
  '100',
  '8080',
  '',
];

const ITEMS: Record<string, string> = {
  'AWS::EC2::AvailabilityZone::Name': 'us-east-1a',
  'AWS::EC2::Image::Id': 'ami-0123456789abcdef0',
  'AWS::EC2::Instance::Id': 'i-0123456789abcdef0',
  'AWS::EC2::KeyPair::KeyName': 'sample',
  'AWS::EC2::SecurityGroup::GroupName': 'sample',
  'AWS::EC2::SecurityGroup::Id': 'sg-0123456789abcdef0',
  'AWS::EC2::Subnet::Id': 'subnet-0123456789abcdef0',
  'AWS::EC2::Volume::Id': 'vol-0123456789abcdef0',
  'AWS::EC2::VPC::Id': 'vpc-0123456789abcdef0',
  'AWS::Route53::HostedZone::Id': 'Z0123456789ABCDEFGHIJ',
};

/** Values for the parameters of a template that have no default; those that nothing fits are named. */
export function guessParameters(template: Pick<Template, 'parameters'>): {
  given: GivenParameter[];
  missing: string[];
} {
  const given: GivenParameter[] = [];
  const missing: string[] = [];
  for (const [key, declared] of Object.entries(template.parameters)) {
    if (declared.default !== undefined) {
      continue;
    }
    const value = candidatesOf(declared).find(each =>
      takes(key, declared, each),
    );
    if (value === undefined) {
      missing.push(key);
    } else {
      given.push({ key, value });
    }
  }
  return { given, missing };
}

function candidatesOf(declared: TemplateParameter): string[] {
  const { type, allowedValues = [], minValue = 1 } = declared;
  const list = /^List<(.+)>$/.exec(type)?.[1];
  const item = ITEMS[list ?? type];
  if (item) {
    // A list of two, as of subnets in two zones.
    return list ? [`${item},${item.slice(0, -1)}1`] : [item];
  }
  if (type === 'Number' || list === 'Number') {
    return [...allowedValues, String(minValue)];
  }
  const short = 'a'.repeat(declared.minLength ?? 1);
  return [...allowedValues, ...CANDIDATES, short];
}

function takes(
  key: string,
  declared: TemplateParameter,
  value: string,
): boolean {
  try {
    const template = { parameters: { [key]: declared } } as unknown as Template;
    resolveParameters(template, [{ key, value }], [], () => 'sample');
    return true;
  } catch {
    return false;
  }
}
