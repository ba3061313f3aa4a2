export {
  createRequestedUnitDecision,
  requestedUnitConditions,
  requestedUnitResourceRef,
  requestedUnitRules,
  requestableBy,
  requireRequestable,
} from './requestedUnits';
export type { RequestDecision, RequestedUnit } from './requestedUnits';
export { unitConditions, unitRules } from './units';
