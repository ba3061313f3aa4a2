import type { JsonObject } from './Json';
import type { Place } from './Place';

/** What a provider is told about a resource. */
export interface ProviderRequest extends Place {
  type: string;
  logicalId: string;
  stackId: string;
  stackName: string;
  physicalId: string;
  properties: JsonObject;
  tags: Record<string, string>;
}

/**
 * Lets a service take part in the life of a type's resources. Every type works without one; a provider is for those
 * that exist elsewhere in the sandbox too, as a role exists in IAM. A thrown error fails the resource.
 */
export interface ResourceProvider {
  /** Attributes for `Fn::GetAtt` may be returned. */
  create?(request: ProviderRequest): JsonObject | void;
  /** The properties that the resource had come with it. */
  update?(request: ProviderRequest, previous: JsonObject): void;
  delete?(request: ProviderRequest): void;
}

/** Providers by type. */
export type ResourceProviders = Record<string, ResourceProvider>;

/** Providers of several services, each of which may have its own part in a type's life. */
export function allProviders(
  ...parts: readonly ResourceProviders[]
): ResourceProviders {
  const all: ResourceProviders = {};
  for (const [type, provider] of parts.flatMap(Object.entries)) {
    all[type] = { ...all[type], ...provider };
  }
  return all;
}

/** A resource handler's failure. */
export class ResourceError extends Error {
  constructor(
    message: string,
    /** CloudFormation's handler error codes. */
    readonly code:
      | 'GeneralServiceException'
      | 'AlreadyExists'
      | 'NotFound'
      | 'InvalidRequest'
      | 'AccessDenied'
      | 'NotStabilized'
      | 'ServiceLimitExceeded' = 'GeneralServiceException',
  ) {
    super(message);
    this.name = 'ResourceError';
  }
}
