import { PriceBook } from './PriceBook';
import { Resolver } from './Resolver';
import { isFree } from './rules/free';
import { rules } from './rules';
import { Component, Subject } from './Subject';
import { CloudFormationTemplate } from './template';
import { Usage } from './usage';

/** Where and with what an estimate is made. */
export interface EstimateOptions {
  region: string;
  /** Values of the template's parameters; their defaults hold otherwise. */
  parameters?: Record<string, string>;
  /** Figures of use that replace the assumptions. */
  usage?: Usage;
}

/** One priced part of one resource. */
export interface EstimateLine {
  logicalId: string;
  resourceType: string;
  description: string;
  /** Units a month. */
  quantity: number;
  unit: string;
  /** USD per unit. */
  unitPrice: number;
  /** USD a month, in whole cents. */
  monthly: number;
  /** The service's name in Cost Explorer. */
  service: string;
  /** `fixed`: for as long as it exists. `usage`: for what flows through it, stated or assumed. */
  basis: 'fixed' | 'usage';
}

/** What a template costs in a month of 730 hours. */
export interface Estimate {
  currency: 'USD';
  /** Sum of the lines. */
  monthly: number;
  lines: EstimateLine[];
  /** Resource types of the template that cost nothing by themselves. */
  free: string[];
  /** Resource types that the book cannot price. */
  unpriced: string[];
  /** What was assumed, and what would save money. */
  hints: string[];
  /** Version of the prices. */
  priceBook: string;
}

/**
 * Prices a CloudFormation template: on-demand list prices, 730 hours a month, no taxes, free allowances or discounts.
 * The same template gives the same estimate whatever the order of its resources.
 */
export function estimate(
  template: CloudFormationTemplate,
  options: EstimateOptions,
): Estimate {
  const resolver = new Resolver(template, options);
  const book = new PriceBook(options.region);
  const lines: EstimateLine[] = [];
  const free = new Set<string>();
  const unpriced = new Set<string>();
  const hints = new Set<string>();

  for (const logicalId of Object.keys(template.Resources ?? {}).sort()) {
    const { Type: type, Condition: condition } = template.Resources![logicalId];
    const holds = condition === undefined || resolver.condition(condition);
    if (holds === false) {
      continue;
    }
    if (isFree(type)) {
      free.add(type);
      continue;
    }
    const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
    if (!rule) {
      unpriced.add(type);
      continue;
    }
    const subject = new Subject({
      logicalId,
      template,
      resolver,
      usage: options.usage ?? {},
    });
    if (holds === undefined) {
      subject.hint(
        `condition ${condition} cannot be told before deployment; it is assumed to hold`,
      );
    }
    const components = rule(subject);
    if (components.length === 0) {
      free.add(type);
    }
    for (const component of components) {
      const line = priceLine(subject, component, book);
      if (line) {
        lines.push(line);
      } else {
        unpriced.add(type);
        subject.hint(
          `no price in the book for ${component.description}; it is left out of the sum`,
        );
      }
    }
    subject.hints.forEach(text => hints.add(text));
  }

  const types = new Set(lines.map(line => line.resourceType));
  return {
    currency: 'USD',
    monthly: sumCents(lines.map(line => line.monthly)),
    lines,
    free: [...free].filter(type => !types.has(type)).sort(),
    unpriced: [...unpriced].sort(),
    hints: [...hints].sort(),
    priceBook: PriceBook.version,
  };
}

/** Adds amounts in USD without the dust of binary fractions; the result is in whole cents. */
export function sumCents(amounts: number[]): number {
  return (
    amounts.reduce((cents, amount) => cents + Math.round(amount * 100), 0) / 100
  );
}

function priceLine(
  subject: Subject,
  component: Component,
  book: PriceBook,
): EstimateLine | undefined {
  const price = book.find(component.sheet, component.item);
  if (!price) {
    return undefined;
  }
  if (price.standIn) {
    subject.hint(
      `${component.description} is priced as in ${price.standIn}: the book has no figure for this region`,
    );
  }
  return {
    logicalId: subject.logicalId,
    resourceType: subject.type,
    description: component.description,
    quantity: component.quantity,
    unit: price.unit,
    unitPrice: price.unitPrice,
    monthly: toCents(component.quantity * price.unitPrice),
    service: price.service,
    basis: component.basis,
  };
}

/** To whole cents, half up; 1e-9 keeps 0.285 from being read as 0.28499…. */
function toCents(amount: number): number {
  return Math.round(amount * 100 + 1e-9) / 100;
}
