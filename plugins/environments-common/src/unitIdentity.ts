import {
  Entity,
  stringifyEntityRef,
  parseEntityRef,
} from '@backstage/catalog-model';
import {
  ANNOTATION_ACCOUNT,
  ANNOTATION_BLUEPRINT,
  ANNOTATION_MONTHLY_BUDGET,
  ANNOTATION_PREVIEW_OF,
  ANNOTATION_REGION,
  ANNOTATION_REPOSITORY,
  ANNOTATION_STACKS,
  ANNOTATION_STAGE,
  ANNOTATION_STATE,
  ANNOTATION_TTL_HOURS,
  ANNOTATION_UNIT,
  TYPE_ENVIRONMENT,
  TYPE_STACK,
  TYPE_TENANT,
} from './annotations';
import { STAGES } from './stages';
import type { Stage, UnitKind } from './types';

/** What the catalog knows of an environment or tenant. */
export interface UnitIdentity {
  entityRef: string;
  name: string;
  kind: UnitKind;
  /** Folder in the repository. */
  unit: string;
  /** `host/owner/repo`, where the entity names it. */
  repository?: string;
  stage: Stage;
  account: string;
  region: string;
  /** Entity reference of the owner. */
  owner: string;
  /** Entity references of all whose it is by its relations, by which the catalog's permissions tell owners. */
  owners?: string[];
  blueprint: string;
  /** Entity reference of the system that it is part of, where its entity names one. */
  system?: string;
  /** US dollars. */
  monthlyBudget?: number;
  /** Names of the stacks that the unit is expected to have. */
  stacks: string[];
  /** For a tenant, the entity reference of its environment. */
  environment?: string;
  /** Of a preview: the address of the pull request whose branch it is for. */
  previewOf?: string;
  /** Of a preview: how many hours it lives after its creation. */
  ttlHours?: number;
  /** The state of a tenant, where its entity tells it. */
  state?: string;
}

function isStage(text: string): text is Stage {
  return (STAGES as readonly string[]).includes(text);
}

/** True for the entity of an environment or tenant. */
export function isUnitEntity(entity: Entity): boolean {
  return (
    entity.kind === 'Resource' &&
    (entity.spec?.type === TYPE_ENVIRONMENT ||
      entity.spec?.type === TYPE_TENANT)
  );
}

/** True for the entity of a CloudFormation stack. */
export function isStackEntity(entity: Entity): boolean {
  return entity.kind === 'Resource' && entity.spec?.type === TYPE_STACK;
}

/** True for an entity that the Health, Cost and Audit trail views can show. */
export function isEnvironmentsAvailable(entity: Entity): boolean {
  return isUnitEntity(entity) || isStackEntity(entity);
}

function ownersOf(entity: Entity): string[] {
  const related = entity.relations?.filter(r => r.type === 'ownedBy') ?? [];
  return [...new Set(related.map(({ targetRef }) => targetRef))];
}

function ownerOf(entity: Entity): string {
  const [related] = ownersOf(entity);
  if (related) {
    return related;
  }
  const owner = entity.spec?.owner;
  return typeof owner === 'string'
    ? stringifyEntityRef(
        parseEntityRef(owner, {
          defaultKind: 'group',
          defaultNamespace: entity.metadata.namespace ?? 'default',
        }),
      )
    : '';
}

function environmentOf(entity: Entity): string | undefined {
  const dependsOn = entity.spec?.dependsOn;
  const first = Array.isArray(dependsOn)
    ? dependsOn.find(ref => typeof ref === 'string')
    : undefined;
  return typeof first === 'string'
    ? stringifyEntityRef(
        parseEntityRef(first, {
          defaultKind: 'resource',
          defaultNamespace: entity.metadata.namespace ?? 'default',
        }),
      )
    : undefined;
}

function systemRefOf(entity: Entity): string | undefined {
  const system = entity.spec?.system;
  return typeof system === 'string' && system
    ? stringifyEntityRef(
        parseEntityRef(system, {
          defaultKind: 'system',
          defaultNamespace: entity.metadata.namespace ?? 'default',
        }),
      )
    : undefined;
}

/**
 * What a unit is one stage of: the name of its system, or where the catalog names none, its own name without its stage, such as
 * `claims` for `claims-staging`; a tenant stands with its environment.
 */
export function systemOf(
  unit: Pick<UnitIdentity, 'name' | 'stage' | 'system' | 'environment'>,
): string {
  if (unit.system) {
    return unit.system.replace(/^system:(default\/)?/, '');
  }
  const name = unit.environment
    ? parseEntityRef(unit.environment).name
    : unit.name;
  const end = `-${unit.stage}`;
  return name.endsWith(end) && name.length > end.length
    ? name.slice(0, -end.length)
    : name;
}

function kindOf(entity: Entity): UnitKind {
  return entity.spec?.type === TYPE_TENANT ? 'tenant' : 'environment';
}

/** Folder in the repository, which follows from kind and name: `environments/claims-dev`. */
function folderOf(entity: Entity): string {
  return `${kindOf(entity)}s/${entity.metadata.name}`;
}

/**
 * Why an entity stands for no unit, as the end of a sentence that begins with its reference; undefined when it does. A
 * permission on one entity must not reach the folder of another, so an entity that claims one is no unit either.
 */
export function explainNoUnit(entity: Entity): string | undefined {
  if (!isUnitEntity(entity)) {
    return 'is no environment or tenant; choose one that the Environments page lists';
  }
  const annotations = entity.metadata.annotations ?? {};
  const own = folderOf(entity);
  const claimed = annotations[ANNOTATION_UNIT] ?? own;
  const { namespace = 'default' } = entity.metadata;
  if (claimed !== own || namespace !== 'default') {
    return `says that its folder is ${claimed}, which belongs to resource:default/${claimed.split('/')[1] ?? ''}; correct its catalog-info.yaml`;
  }
  return annotations[ANNOTATION_ACCOUNT] &&
    annotations[ANNOTATION_REGION] &&
    isStage(annotations[ANNOTATION_STAGE])
    ? undefined
    : `lacks the annotations ${ANNOTATION_STAGE}, ${ANNOTATION_ACCOUNT} and ${ANNOTATION_REGION}, or has a stage that there is not`;
}

/** Reads a unit's identity from its catalog entity; undefined when {@link explainNoUnit} has a reason. */
export function readUnitIdentity(entity: Entity): UnitIdentity | undefined {
  if (explainNoUnit(entity) !== undefined) {
    return undefined;
  }
  const annotations = entity.metadata.annotations ?? {};
  const { name } = entity.metadata;
  const kind = kindOf(entity);
  const budget = Number(annotations[ANNOTATION_MONTHLY_BUDGET] ?? NaN);
  const ttlHours = Number(annotations[ANNOTATION_TTL_HOURS] ?? NaN);
  const stacks = (annotations[ANNOTATION_STACKS] ?? name)
    .split(',')
    .map(s => s.trim())
    .filter(Boolean);
  return {
    entityRef: stringifyEntityRef(entity),
    name,
    kind,
    unit: folderOf(entity),
    repository: annotations[ANNOTATION_REPOSITORY],
    stage: annotations[ANNOTATION_STAGE] as Stage,
    account: annotations[ANNOTATION_ACCOUNT],
    region: annotations[ANNOTATION_REGION],
    owner: ownerOf(entity),
    owners: ownersOf(entity),
    blueprint: annotations[ANNOTATION_BLUEPRINT] ?? '',
    system: systemRefOf(entity),
    monthlyBudget: Number.isFinite(budget) ? budget : undefined,
    stacks,
    environment: kind === 'tenant' ? environmentOf(entity) : undefined,
    ...(annotations[ANNOTATION_PREVIEW_OF] && {
      previewOf: annotations[ANNOTATION_PREVIEW_OF],
    }),
    ...(ttlHours > 0 && { ttlHours }),
    ...(annotations[ANNOTATION_STATE] && {
      state: annotations[ANNOTATION_STATE],
    }),
  };
}
