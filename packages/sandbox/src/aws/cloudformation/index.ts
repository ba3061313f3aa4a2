export { CloudFormationEngine } from './engine';
export type { ChangeSetInput, StackInput } from './targets';
export { CloudFormationService } from './service';
export type {
  ChangeSet,
  LiveResource,
  Place,
  ResourceDrift,
  Stack,
  StackEvent,
  StackResource,
} from './model';
export type { Json, JsonObject } from './json';
export type { ProviderRequest, ResourceProvider } from './resources/provider';
export { ResourceError } from './resources/provider';
export { arnOf, attributeOf } from './resources/attributes';
