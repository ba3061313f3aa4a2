export type { components, operations, paths } from './api.generated';
export * from './annotations';
export * from './types';
export { STAGES } from './stages';
export * from './permissions';
export {
  isEnvironmentsAvailable,
  isStackEntity,
  isUnitEntity,
  explainNoUnit,
  readUnitIdentity,
  systemOf,
} from './unitIdentity';
export type { UnitIdentity } from './unitIdentity';
export { defaultsAt, stageDefaults } from './defaultsAt';
export type { RequestedPlace } from './defaultsAt';
export { stackEntityName } from './stackEntityName';
export * from './health';
export {
  budgetStatus,
  findAnomalies,
  previousMonth,
  roundAmount,
  sumOfMonth,
} from './costs/costArithmetic';
export type {
  BudgetStatus,
  CostAnomaly,
  DailyAmount,
} from './costs/costArithmetic';
export { EnvironmentsClient } from './client/EnvironmentsClient';
export type {
  EnvironmentsApi,
  EnvironmentsRequestOptions,
} from './client/EnvironmentsApi';
