import { estimate } from '@plinth/pricing';
import type { Template } from '../synth/Assembly';

/** List price of a template in US dollars a month, and what it leaves out. */
export interface TemplateCost {
  readonly monthly: number;
  readonly unpriced: readonly string[];
}

/** Prices a template with the parameter values it is deployed with. */
export function costOf(
  template: Template,
  region: string,
  parameters: Readonly<Record<string, string>> = {},
): TemplateCost {
  const { monthly, unpriced } = estimate(template, {
    region,
    parameters: { ...parameters },
  });
  return { monthly, unpriced };
}

/** The difference in whole cents. */
export function costDelta(after: number, before: number): number {
  return (Math.round(after * 100) - Math.round(before * 100)) / 100;
}
