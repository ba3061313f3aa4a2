export type { ActionContext, BuiltInAction } from './BuiltInAction';
export { findAction } from './findAction';
