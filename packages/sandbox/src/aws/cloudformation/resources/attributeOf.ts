import { isObject, type Json } from '../../resources/Json';
import { hex, privateAddress, uuid } from '../../resources/stableId';
import { fillArn, givenName } from './inventedName';
import { nameIn, specialAttributes, type Subject } from './specialAttributes';
import type { ResourceSpecification } from './ResourceSpecification';

/** What `Fn::GetAtt` returns for a live resource; undefined if the type has no such attribute. */
export function attributeOf(
  resource: Subject,
  name: string,
  specification: ResourceSpecification,
): Json | undefined {
  if (Object.hasOwn(resource.attributes, name)) {
    return resource.attributes[name];
  }
  const own = specialAttributes[resource.type]?.[name];
  if (own) {
    return own(resource);
  }
  const published = specification.hasAttribute(resource.type, name);
  const property = at(resource.properties, name);
  if (property !== undefined && (published || !name.includes('.'))) {
    return property;
  }
  if (!published) {
    return undefined;
  }
  if (specification.referenceOf(resource.type).join() === name) {
    return resource.physicalId;
  }
  return specification.isListAttribute(resource.type, name)
    ? ['/1', '/2'].map(item => plausible(resource, name, specification, item))
    : plausible(resource, name, specification);
}

/** The resource's ARN, as far as it can be told. */
function arnOf(
  resource: Subject,
  specification: ResourceSpecification,
): string {
  if (resource.physicalId.startsWith('arn:')) {
    return resource.physicalId;
  }
  const [, service, kind] = resource.type.split('::');
  const template =
    specification.arnTemplateOf(resource.type) ??
    `arn:\${Partition}:${service.toLowerCase()}:\${Region}:\${Account}:${kind.toLowerCase()}/\${Id}`;
  const path = resource.properties.Path;
  return fillArn(template, resource, placeholder => {
    if (placeholder.endsWith('WithPath')) {
      return `${String(path ?? '/').replace(/^\//, '')}${resource.physicalId}`;
    }
    if (placeholder === 'ParameterNameWithoutLeadingSlash') {
      return resource.physicalId.replace(/^\//, '');
    }
    return nameIn(resource.physicalId);
  });
}

function at(value: Json, path: string): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path.split('.')) {
    current = isObject(current) ? current[key] : undefined;
  }
  return current;
}

function plausible(
  resource: Subject,
  name: string,
  specification: ResourceSpecification,
  item = '',
): Json {
  const seed = `${resource.account}/${resource.region}/${resource.type}/${resource.physicalId}/${name}${item}`;
  const last = name.split('.').at(-1) ?? name;
  if (/IpAddress(es)?$/.test(last)) {
    return privateAddress(seed);
  }
  if (last.endsWith('Arn')) {
    return arnOf(resource, specification);
  }
  if (last.endsWith('Name') && !/Dns|DNS|Domain|Host/.test(last)) {
    return givenName(resource) ?? nameIn(resource.physicalId);
  }
  if (last.endsWith('Port')) {
    return '443';
  }
  if (/(Dns|DNS|Domain|Host)Name$|Endpoint|Address$|Ur[li]$/.test(last)) {
    const service = resource.type.split('::')[1].toLowerCase();
    const host = `${hex(seed, 12)}.${service}.${resource.region}.amazonaws.com`;
    return /Ur[li]$/.test(last) ? `https://${host}` : host;
  }
  if (last.endsWith('Id')) {
    return uuid(seed);
  }
  if (/(Time|Date|At)$/.test(last)) {
    return '2026-01-01T00:00:00Z';
  }
  return `${last.toLowerCase()}-${hex(seed, 8)}`;
}
