import type { UnitKind } from '@plinth/plugin-environments-common';

/** A step of a unit's life that a template asks for. */
export interface LifeStep {
  /** Name of the template. */
  readonly template: string;
  readonly title: string;
  readonly kind: UnitKind;
}

const STEPS: readonly LifeStep[] = [
  {
    template: 'change-environment',
    title: 'Change parameters or budget',
    kind: 'environment',
  },
  {
    template: 'change-tenant',
    title: 'Change parameters, state or budget',
    kind: 'tenant',
  },
  {
    template: 'upgrade-blueprint',
    title: 'Upgrade its blueprint',
    kind: 'environment',
  },
  {
    template: 'upgrade-blueprint',
    title: 'Upgrade its blueprint',
    kind: 'tenant',
  },
  { template: 'suspend-tenant', title: 'Suspend', kind: 'tenant' },
  { template: 'resume-tenant', title: 'Resume', kind: 'tenant' },
];

/** The steps that a unit of this kind can be asked for. */
export function lifeSteps(kind: UnitKind): readonly LifeStep[] {
  return STEPS.filter(step => step.kind === kind);
}

/** The address of a step's form, with the unit filled in. */
export function lifeStepHref(
  { template }: Pick<LifeStep, 'template'>,
  entityRef: string,
): string {
  const formData = encodeURIComponent(JSON.stringify({ entityRef }));
  return `/create/templates/default/${template}?formData=${formData}`;
}
