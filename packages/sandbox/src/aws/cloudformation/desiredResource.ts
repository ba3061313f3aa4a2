import { conditionHolds, evaluateObject } from './evaluate';
import type { Scope } from './Scope';
import { isObject, type Json, type JsonObject } from '../resources/Json';
import type { Tag } from './model';
import type { ResourceSpecification } from './resources/ResourceSpecification';
import { dependenciesOf } from './referencesOf';
import type { TemplateResource } from './Template';

/** What a template wants a resource to be. */
export interface DesiredResource {
  logicalId: string;
  type: string;
  properties: JsonObject;
  metadata?: Json;
  deletionPolicy: string;
  updateReplacePolicy: string;
  dependsOn: string[];
}

/** Logical ids whose condition holds, with what they need, in an order in which each comes after its needs. */
export function activeResources(scope: Scope): Map<string, string[]> {
  const { resources } = scope.template;
  const names = new Set(
    Object.entries(resources)
      .filter(([, resource]) => conditionHolds(resource.condition, scope))
      .map(([name]) => name),
  );
  const ordered = new Map<string, string[]>();
  const visit = (name: string): void => {
    if (ordered.has(name)) {
      return;
    }
    const needs = dependenciesOf(resources[name], names);
    needs.forEach(visit);
    ordered.set(name, needs);
  };
  names.forEach(visit);
  return ordered;
}

/** Evaluates a resource, and gives it the stack's tags where its type can carry them. */
export function desiredResource(
  logicalId: string,
  dependsOn: string[],
  scope: Scope,
  tags: Tag[],
  specification: ResourceSpecification,
): DesiredResource {
  const resource: TemplateResource = scope.template.resources[logicalId];
  const properties = evaluateObject(resource.properties, scope);
  return {
    logicalId,
    type: resource.type,
    properties: withTags(resource.type, properties, tags, specification),
    metadata: resource.metadata,
    deletionPolicy: resource.deletionPolicy ?? defaultPolicy(resource),
    updateReplacePolicy: resource.updateReplacePolicy ?? 'Delete',
    dependsOn,
  };
}

// A database that belongs to no cluster is kept as a snapshot unless the template says otherwise.
function defaultPolicy(resource: TemplateResource): string {
  return resource.type === 'AWS::RDS::DBCluster' ||
    (resource.type === 'AWS::RDS::DBInstance' &&
      resource.properties.DBClusterIdentifier === undefined)
    ? 'Snapshot'
    : 'Delete';
}

function withTags(
  type: string,
  properties: JsonObject,
  stackTags: Tag[],
  specification: ResourceSpecification,
): JsonObject {
  const tagging = specification.taggingOf(type);
  if (!tagging || stackTags.length === 0) {
    return properties;
  }
  const given = properties[tagging.property];
  if (tagging.variant === 'map') {
    return {
      ...properties,
      [tagging.property]: {
        ...Object.fromEntries(stackTags.map(tag => [tag.Key, tag.Value])),
        ...(isObject(given) ? given : {}),
      },
    };
  }
  const own = Array.isArray(given) ? given : [];
  const inherited = stackTags
    .filter(tag => !own.some(item => isObject(item) && item.Key === tag.Key))
    .map((tag): Json => ({
      Key: tag.Key,
      Value: tag.Value,
      ...(tagging.variant === 'asg' ? { PropagateAtLaunch: true } : {}),
    }));
  return { ...properties, [tagging.property]: [...own, ...inherited] };
}

/** A resource's tags as a map. */
export function tagsOf(
  type: string,
  properties: JsonObject,
  specification: ResourceSpecification,
): Record<string, string> {
  const tagging = specification.taggingOf(type);
  const value = tagging && properties[tagging.property];
  if (Array.isArray(value)) {
    return Object.fromEntries(
      value
        .filter(isObject)
        .map(tag => [String(tag.Key), String(tag.Value ?? '')]),
    );
  }
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, String(item)]),
      )
    : {};
}
