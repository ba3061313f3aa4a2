import { PriceBook } from './PriceBook';
import { Resolver } from './Resolver';
import { isFree } from './rules/free';
import { rules } from './rules';
import { Component, Subject } from './Subject';
import { CloudFormationTemplate, isResource } from './template';
import { Usage } from './usage';
import { asText } from './values';

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

/** A part of a resource that the book has no price for. */
export interface UnpricedPart {
  logicalId: string;
  resourceType: string;
  /** What of it has no price: a part such as `p4d.24xlarge instance, Linux`, or the type as a whole. */
  description: string;
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
  /** The same, part by part; none of it is in the sum. */
  unpricedParts: UnpricedPart[];
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
  const unpricedParts: UnpricedPart[] = [];
  const hints = new Set<string>();

  for (const logicalId of Object.keys(template.Resources ?? {}).sort()) {
    const resource: unknown = template.Resources![logicalId];
    if (!isResource(resource)) {
      unpricedParts.push(withoutType(logicalId));
      continue;
    }
    const { Type: type, Condition: condition } = resource;
    const holds =
      condition === undefined || resolver.condition(asText(condition));
    if (holds === false) {
      continue;
    }
    if (isFree(type)) {
      free.add(type);
      continue;
    }
    const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
    if (!rule) {
      unpricedParts.push({ logicalId, resourceType: type, description: type });
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
        `condition ${asText(condition)} cannot be told before deployment; it is assumed to hold`,
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
        const { description } = component;
        unpricedParts.push({ logicalId, resourceType: type, description });
        subject.hint(
          `no price in the book for ${description}; it is left out of the sum`,
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
    unpriced: [
      ...new Set(unpricedParts.map(({ resourceType }) => resourceType)),
    ].sort(),
    unpricedParts,
    hints: [...hints].sort(),
    priceBook: PriceBook.version,
  };
}

/** What has no type makes resources that the template does not show. */
function withoutType(logicalId: string): UnpricedPart {
  const resourceType = logicalId.startsWith('Fn::')
    ? logicalId.split('::').slice(0, 2).join('::')
    : 'without a type';
  return { logicalId, resourceType, description: resourceType };
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
