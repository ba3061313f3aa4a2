export { default } from './plugin';
export { environmentsApiRef } from './api/environmentsApiRef';
