/**
 * What tests of other packages need of this one.
 *
 * @packageDocumentation
 */
export { hostileTemplates } from './hostileTemplates';
