import type { Entity } from '@backstage/catalog-model';
import { unitEntityRef, unitPath, type Unit } from '@plinth/blueprints/schema';
import {
  ANNOTATION_ACCOUNT,
  ANNOTATION_BLUEPRINT,
  ANNOTATION_MONTHLY_BUDGET,
  ANNOTATION_PREVIEW_OF,
  ANNOTATION_REGION,
  ANNOTATION_REPOSITORY,
  ANNOTATION_STAGE,
  ANNOTATION_UNIT,
  TYPE_ENVIRONMENT,
  TYPE_TENANT,
} from '@plinth/plugin-environments-common/annotations';
import { stringify } from 'yaml';

/** What the catalog entity says beyond the unit itself. */
export interface CatalogPlacement {
  /** `host/owner/repo` of the infrastructure repository. */
  readonly repository: string;
  /**
   * Entity reference of the system that the unit belongs to.
   *
   * @default - the unit belongs to no system
   */
  readonly system?: string;
  /**
   * Address of the pull request whose branch a preview is for.
   *
   * @default - none
   */
  readonly previewOf?: string;
}

/** What a unit's data says of it, as annotations of its catalog entity. */
export function unitAnnotations(
  unit: Unit,
  placement: Pick<CatalogPlacement, 'repository'>,
): Record<string, string> {
  return {
    [ANNOTATION_UNIT]: unitPath(unit),
    [ANNOTATION_REPOSITORY]: placement.repository,
    [ANNOTATION_STAGE]: unit.stage,
    [ANNOTATION_ACCOUNT]: unit.account,
    [ANNOTATION_REGION]: unit.region,
    [ANNOTATION_BLUEPRINT]: unit.blueprint,
    [ANNOTATION_MONTHLY_BUDGET]: String(unit.monthlyBudget),
  };
}

/** The `spec.type` of a unit's catalog entity. */
export function unitEntityType(unit: Pick<Unit, 'kind'>): string {
  return unit.kind === 'tenant' ? TYPE_TENANT : TYPE_ENVIRONMENT;
}

/** The catalog entity of a unit: its identity and owner, and nothing that changes while it runs. */
export function catalogEntity(unit: Unit, placement: CatalogPlacement): Entity {
  const tenant = unit.kind === 'tenant';
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: unit.name,
      description: tenant
        ? `Tenant of ${unit.environment}, ${unit.stage}`
        : `Environment of blueprint ${unit.blueprint}, ${unit.stage}`,
      annotations: {
        ...unitAnnotations(unit, placement),
        ...(placement.previewOf && {
          [ANNOTATION_PREVIEW_OF]: placement.previewOf,
        }),
      },
      tags: [unit.stage],
    },
    spec: {
      type: unitEntityType(unit),
      lifecycle: unit.stage,
      owner: unit.owner,
      ...(placement.system && { system: placement.system }),
      ...(tenant && {
        dependsOn: [unitEntityRef({ name: unit.environment })],
      }),
    },
  };
}

/** The text of a unit's `catalog-info.yaml`. Values that YAML 1.1 readers would take for numbers or booleans are quoted. */
export function catalogInfoYaml(
  unit: Unit,
  placement: CatalogPlacement,
): string {
  return stringify(catalogEntity(unit, placement), {
    compat: 'yaml-1.1',
    lineWidth: 0,
  });
}
