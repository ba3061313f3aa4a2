import type {
  Expression,
  Granularity,
  GroupDefinition,
} from '@aws-sdk/client-cost-explorer';
import { TAG_ENTITY } from '@plinth/plugin-environments-common';
import type { CostAdjustment } from '../../store';

/**
 * What is paid, or given back, for no use of a unit's, and told apart. A credit would hide what a unit costs, and a refund of last
 * month's would make this one cheap; taxes are on the invoice as a whole, unless AWS tells of which unit they are.
 */
export const NOT_USE: Array<CostAdjustment['kind']> = [
  'Credit',
  'Refund',
  'Tax',
];

const OTHER_THAN_USE: Expression = {
  Dimensions: { Key: 'RECORD_TYPE', Values: NOT_USE },
};

const BY_ENTITY: GroupDefinition = { Type: 'TAG', Key: TAG_ENTITY };
const by = (Key: string): GroupDefinition => ({ Type: 'DIMENSION', Key });

/** What is asked for: which cost, by the day or month, and by which two things. */
export interface CostQuestion {
  filter: Expression;
  granularity: Granularity;
  groupBy: GroupDefinition[];
}

/** What each entity used. */
export const USE: CostQuestion = {
  filter: { Not: OTHER_THAN_USE },
  granularity: 'DAILY',
  groupBy: [BY_ENTITY, by('SERVICE')],
};

/** What else is on the bill of each entity. */
export const ADJUSTMENTS: CostQuestion = {
  filter: OTHER_THAN_USE,
  granularity: 'DAILY',
  groupBy: [BY_ENTITY, by('RECORD_TYPE')],
};

/** Whose use the bill of each account is. */
export const USE_OF_ACCOUNTS: CostQuestion = {
  ...USE,
  granularity: 'MONTHLY',
  groupBy: [BY_ENTITY, by('LINKED_ACCOUNT')],
};

/** What else is on the bill of each account. */
export const ADJUSTMENTS_OF_ACCOUNTS: CostQuestion = {
  ...ADJUSTMENTS,
  granularity: 'MONTHLY',
  groupBy: [by('RECORD_TYPE'), by('LINKED_ACCOUNT')],
};
