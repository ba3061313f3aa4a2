export {
  createRequestedUnitDecision,
  requestedUnitConditions,
  requestedUnitResourceRef,
  requestedUnitRules,
  requireRequestable,
} from './requestedUnits';
export type { RequestedUnit } from './requestedUnits';
export { unitConditions, unitRules } from './units';
