import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import type { BlueprintRegistry } from '@plinth/blueprints/schema';

/** A unit as a person asks for it: nothing in it has been checked. */
export interface UnitRequest {
  readonly kind: 'environment' | 'tenant';
  readonly name: string;
  readonly owner: string;
  readonly blueprint: string;
  /** @default - the blueprint's newest version */
  readonly version?: string;
  /** For a tenant: the environment's name or entity reference. */
  readonly environment?: string;
  /** @default - for a tenant, its environment's */
  readonly stage?: string;
  /** @default - for a tenant, its environment's */
  readonly account?: string;
  /** @default - for a tenant, its environment's */
  readonly region?: string;
  /** @default - the blueprint's defaults for the stage */
  readonly parameters?: JsonObject;
  /** US dollars. */
  readonly monthlyBudget: number;
}

/**
 * The request in the shape of a unit's data: references written out, the blueprint's version pinned. What is wrong
 * stays as it is, for the schema to refuse with the value that was typed.
 */
export function toUnitData(
  request: UnitRequest,
  blueprints: BlueprintRegistry,
): JsonObject {
  const { environment } = request;
  return {
    kind: request.kind,
    name: request.name,
    ...(environment !== undefined && {
      environment: environment.replace(/^resource:default\//, ''),
    }),
    blueprint: request.blueprint,
    version:
      request.version ??
      blueprints.newest(request.blueprint)?.version ??
      '0.0.0',
    ...(request.stage !== undefined && { stage: request.stage }),
    ...(request.account !== undefined && { account: request.account }),
    ...(request.region !== undefined && { region: request.region }),
    owner: fullOwnerRef(request.owner),
    monthlyBudget: request.monthlyBudget,
    parameters: request.parameters ?? {},
  };
}

function fullOwnerRef(owner: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(owner, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    // No entity reference at all: the schema says so, and quotes it
    return owner;
  }
}
