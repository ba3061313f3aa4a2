export { CloudFormationEngine } from './CloudFormationEngine';
export type { ChangeSetInput, StackInput } from './Targets';
export type {
  ChangeSet,
  LiveResource,
  Place,
  ResourceDrift,
  Stack,
  StackEvent,
  StackResource,
} from './model';
export type { Json, JsonObject } from './Json';
export type {
  ProviderRequest,
  ResourceProvider,
} from './resources/ResourceProvider';
export { ResourceError } from './resources/ResourceProvider';
export { arnOf, attributeOf } from './resources/attributeOf';
