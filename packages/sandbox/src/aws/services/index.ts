export { registerServices, type SandboxServices } from './registerServices';
export type { DeployedResource, Inventory } from './inventory';
export {
  AlarmStore,
  type Alarm,
  type AlarmStateValue,
} from './alarms/AlarmStore';
export {
  CostLedger,
  type CostScope,
  type CostAdjustment,
} from './costs/CostLedger';
export { QueueStore, queueArn, type Queue } from './queues/QueueStore';
export { TrailStore, type TrailEvent } from './trail/TrailStore';
export { RuleStore, type Rule } from './events/RuleStore';
