import type { Step } from '../workflow';

/** The first line of a script, as titles show it. */
export function firstLine(text: string): string {
  return text.trim().split('\n')[0];
}

/** The name a step has before its expressions are evaluated. */
export function plainName(step: Step): string {
  return step.name === undefined
    ? `Run ${firstLine(step.uses ?? step.run ?? '')}`
    : String(step.name);
}
