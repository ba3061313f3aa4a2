import {
  ANNOTATION_EDIT_URL,
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  ANNOTATION_VIEW_URL,
  DefaultNamespaceEntityPolicy,
  EntityPolicies,
  FieldFormatEntityPolicy,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  type Entity,
} from '@backstage/catalog-model';
import { InputError, toError } from '@backstage/errors';
import { unitEntityRef, unitPath, type Unit } from '@plinth/blueprints/schema';
import {
  catalogInfoFileOf,
  parseUnitFile,
  requireUnit,
  unitAnnotations,
  unitEntityType,
} from '@plinth/repository';
import {
  ANNOTATION_STATE,
  ANNOTATION_TTL_HOURS,
} from '@plinth/plugin-environments-common';
import { parse } from 'yaml';
import type { RepositoryReference } from '@plinth/repository';
import type { UnitTexts } from './UnitReader';

const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);

/**
 * The catalog entity of a unit. `catalog-info.yaml` says what people want to tell of it: title, description, tags,
 * links, system. Where it is, whose it is and what it is made from comes from the unit's data, which is what gets
 * deployed; so a folder can describe its own unit and nothing else.
 *
 * @throws InputError that names the file and the rule
 */
export async function unitEntity(
  folder: UnitTexts,
  repository: RepositoryReference,
): Promise<Entity> {
  const { unit } = requireUnit(parseUnitFile(folder.path, folder.data));
  const written = readCatalogInfo(folder, unit);
  const entity = withUnit(written, unit, repository);
  const file = catalogInfoFileOf(folder.path);
  try {
    await policy.enforce(entity);
    await resourceEntityV1alpha1Validator.check(entity);
  } catch (error) {
    throw new InputError(`${file} is no valid entity`, toError(error));
  }
  return entity;
}

function readCatalogInfo(folder: UnitTexts, unit: Unit): Entity {
  const file = catalogInfoFileOf(folder.path);
  if (folder.catalogInfo === undefined) {
    throw new InputError(`${file} is missing`);
  }
  let entity: Entity;
  try {
    entity = parse(folder.catalogInfo);
  } catch (error) {
    throw new InputError(`${file} is not one YAML document`, toError(error));
  }
  const type = unitEntityType(unit);
  const problems = [
    entity?.kind !== 'Resource' && 'kind must be Resource',
    entity?.metadata?.name !== unit.name &&
      `metadata.name must be ${unit.name}`,
    (entity?.metadata?.namespace ?? 'default') !== 'default' &&
      'metadata.namespace must be default',
    entity?.spec?.type !== type && `spec.type must be ${type}`,
    ...linkProblems(entity?.metadata?.links),
  ].filter(problem => typeof problem === 'string');
  if (problems.length > 0) {
    throw new InputError(`${file}: ${problems.join('; ')}`);
  }
  return entity;
}

/** People press links: what runs in the portal's page, or opens another program, is no address to go to. */
function linkProblems(links: unknown): string[] {
  return (Array.isArray(links) ? links : []).flatMap((link, index) => {
    const protocol = URL.parse(String(link?.url))?.protocol;
    return protocol === 'http:' || protocol === 'https:'
      ? []
      : [
          `metadata.links[${index}].url must be an address that begins with https:// or http://`,
        ];
  });
}

/** The state of a tenant whose blueprint has one; what `catalog-info.yaml` said of it when it was written does not count. */
function stateOf(unit: Unit): Record<string, string> {
  const { kind, blueprint, parameters } = unit;
  const byDefault = blueprint === 'tenant' ? 'active' : undefined;
  const state = parameters.state ?? byDefault;
  return kind === 'tenant' && typeof state === 'string'
    ? { [ANNOTATION_STATE]: state }
    : {};
}

/** How long a preview lives, as its parameters on the protected branch say. */
function lifetimeOf({ stage, parameters }: Unit): Record<string, string> {
  const { ttlHours } = parameters;
  return stage === 'preview' && typeof ttlHours === 'number'
    ? { [ANNOTATION_TTL_HOURS]: String(ttlHours) }
    : {};
}

function withUnit(
  entity: Entity,
  unit: Unit,
  repository: RepositoryReference,
): Entity {
  const folder = unitPath(unit);
  const { url, branch } = repository;
  const file = catalogInfoFileOf(folder);
  const location = `url:${url}/blob/${branch}/${file}`;
  const written = entity.spec?.dependsOn;
  const environment =
    unit.kind === 'tenant' ? [unitEntityRef({ name: unit.environment })] : [];
  const dependsOn = [
    ...new Set([...environment, ...(Array.isArray(written) ? written : [])]),
  ];
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        ...unitAnnotations(unit, { repository: repository.fullName }),
        ...stateOf(unit),
        ...lifetimeOf(unit),
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [ANNOTATION_SOURCE_LOCATION]: `url:${url}/tree/${branch}/${folder}/`,
        [ANNOTATION_VIEW_URL]: `${url}/blob/${branch}/${file}`,
        [ANNOTATION_EDIT_URL]: `${url}/edit/${branch}/${file}`,
      },
    },
    spec: {
      ...entity.spec,
      owner: unit.owner,
      lifecycle: unit.stage,
      ...(dependsOn.length > 0 && { dependsOn }),
    },
  };
}
