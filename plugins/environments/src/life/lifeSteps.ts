import type { UnitKind } from '@plinth/plugin-environments-common';

/** A step of a unit's life that a template asks for. */
export interface LifeStep {
  /** Name of the template. */
  readonly template: string;
  readonly title: string;
  /** What it can be asked for. */
  readonly kinds: readonly UnitKind[];
}

const STEPS: readonly LifeStep[] = [
  {
    template: 'change-environment',
    title: 'Change parameters or budget',
    kinds: ['environment'],
  },
  {
    template: 'change-tenant',
    title: 'Change parameters, state or budget',
    kinds: ['tenant'],
  },
  {
    template: 'upgrade-blueprint',
    title: 'Upgrade its blueprint',
    kinds: ['environment', 'tenant'],
  },
  {
    template: 'promote-environment',
    title: 'Promote another one to it',
    kinds: ['environment'],
  },
  {
    template: 'roll-back',
    title: 'Roll back',
    kinds: ['environment', 'tenant'],
  },
  { template: 'suspend-tenant', title: 'Suspend', kinds: ['tenant'] },
  { template: 'resume-tenant', title: 'Resume', kinds: ['tenant'] },
  {
    template: 'decommission',
    title: 'Decommission',
    kinds: ['environment', 'tenant'],
  },
];

/** The steps that a unit of this kind can be asked for. */
export function lifeSteps(kind: UnitKind): readonly LifeStep[] {
  return STEPS.filter(step => step.kinds.includes(kind));
}

/** The address of a template's form. */
export function templateHref(template: string): string {
  return `/create/templates/default/${template}`;
}

/** The address of a step's form, with the unit filled in. */
export function lifeStepHref(
  { template }: Pick<LifeStep, 'template'>,
  entityRef: string,
): string {
  return filledIn(template, { entityRef });
}

/** The address of the form by which a unit goes back to an earlier deployment. */
export function rollBackHref(entityRef: string, commit: string): string {
  return filledIn('roll-back', { entityRef, commit });
}

function filledIn(template: string, values: object): string {
  const formData = encodeURIComponent(JSON.stringify(values));
  return `${templateHref(template)}?formData=${formData}`;
}
