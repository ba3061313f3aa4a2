export { CloudFormationEngine } from './CloudFormationEngine';
export type { LiveResource, Stack } from './model';
export type { JsonObject } from '../resources/Json';
