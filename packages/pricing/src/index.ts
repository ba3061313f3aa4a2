/**
 * Price book and estimator: a CloudFormation template in, priced lines out. Pure.
 *
 * @packageDocumentation
 */
export { estimate, sumCents } from './estimate';
export type {
  Estimate,
  EstimateLine,
  EstimateOptions,
  UnpricedPart,
} from './estimate';
export { PRICED_TYPES } from './rules';
export { PriceBook, PRICED_REGIONS, PRICES_LAST_MONTHS } from './PriceBook';
export type { Price } from './PriceBook';
export { sheets, type PriceSheet, type SheetName } from './book/sheets';
export { PriceList, type ListedPrice } from './refresh/PriceList';
export { refreshSheet, type RefreshedItem } from './refresh/refreshSheet';
export { selectorOf, type ProductSelector } from './refresh/selectProduct';
export { Resolver, UNKNOWN } from './Resolver';
export { HOURS_PER_MONTH } from './Subject';
export type { CloudFormationTemplate, TemplateResource } from './template';
export { USAGE_ASSUMPTIONS } from './usage';
export { asText } from './values';
export type { Usage, UsageName } from './usage';
