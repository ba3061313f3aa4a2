export { hostApp } from './hostApp';
export { hostAppParameters, type HostAppParameters } from './hostAppParameters';
