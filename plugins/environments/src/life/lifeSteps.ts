import {
  environmentDeletePermission,
  environmentUpdatePermission,
  type Stage,
  type UnitKind,
} from '@plinth/plugin-environments-common';

/** A step of a unit's life that a template asks for. */
export interface LifeStep {
  /** Name of the template. */
  readonly template: string;
  readonly title: string;
  /** What it can be asked for. */
  readonly kinds: readonly UnitKind[];
  /** The states of a tenant in which it can be; @default - any */
  readonly states?: readonly string[];
  /** The stages at which it can be; @default - any */
  readonly stages?: readonly Stage[];
  /** The field of its form that takes the unit; @default - `entityRef`, which takes one */
  readonly listField?: string;
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
    template: 'failover',
    title: 'Fail over to the other region',
    kinds: ['environment'],
  },
  {
    template: 'roll-back',
    title: 'Roll back',
    kinds: ['environment', 'tenant'],
  },
  {
    template: 'repair-drift',
    title: 'End its drift',
    kinds: ['environment', 'tenant'],
  },
  {
    template: 'extend-preview',
    title: 'Extend by a day',
    kinds: ['environment'],
    stages: ['preview'],
  },
  {
    template: 'suspend-tenant',
    title: 'Suspend',
    kinds: ['tenant'],
    states: ['active'],
  },
  {
    template: 'resume-tenant',
    title: 'Resume',
    kinds: ['tenant'],
    states: ['suspended'],
  },
  {
    template: 'freeze',
    title: 'Freeze until a time',
    kinds: ['environment', 'tenant'],
    listField: 'units',
  },
  {
    template: 'decommission',
    title: 'Decommission',
    kinds: ['environment', 'tenant'],
  },
];

/** What of a unit decides which steps it can be asked for; a state that is not known rules none out. */
export interface LifeSubject {
  readonly kind: UnitKind;
  readonly stage: Stage;
  /** Of a tenant. */
  readonly state?: string;
}

/** The steps that a unit can be asked for. */
export function lifeSteps(subject: LifeSubject): readonly LifeStep[] {
  return STEPS.filter(step => isFor(step, subject));
}

/** The steps that units of this kind can be asked for at some stage and in some state. */
export function lifeStepsOfKind(kind: UnitKind): readonly LifeStep[] {
  return STEPS.filter(({ kinds }) => kinds.includes(kind));
}

/** Whether a unit can be asked for a step. */
export function isFor(
  { kinds, states, stages }: LifeStep,
  { kind, stage, state }: LifeSubject,
): boolean {
  return (
    kinds.includes(kind) &&
    (!states || state === undefined || states.includes(state)) &&
    (!stages || stages.includes(stage))
  );
}

/** What somebody must be allowed to do to a unit to ask for the step. */
export function permissionOf({ template }: Pick<LifeStep, 'template'>) {
  return template === 'decommission'
    ? environmentDeletePermission
    : environmentUpdatePermission;
}

/** The address of a template's form. */
export function templateHref(template: string): string {
  return `/create/templates/default/${template}`;
}

/** The address of a step's form, with the unit filled in. */
export function lifeStepHref(
  { template, listField }: Pick<LifeStep, 'template' | 'listField'>,
  entityRef: string,
): string {
  return filledIn(
    template,
    listField ? { [listField]: [entityRef] } : { entityRef },
  );
}

/** The address of the form by which a unit goes back to an earlier deployment. */
export function rollBackHref(entityRef: string, commit: string): string {
  return filledIn('roll-back', { entityRef, commit });
}

/** The address of the form by which an environment gets what another one has proved. */
export function promoteHref(from: string, entityRef: string): string {
  return filledIn('promote-environment', { from, entityRef });
}

/** The address of the form of a new environment, filled in as far as it is known. */
export function newEnvironmentHref(values: {
  name: string;
  owner: string;
  stage: Stage;
  blueprint: string;
}): string {
  return filledIn('new-environment', values);
}

/** The address of the form by which the drift of a unit ends. */
export function repairHref(entityRef: string, way: 'revert' | 'adopt'): string {
  return filledIn('repair-drift', { entityRef, way });
}

function filledIn(template: string, values: object): string {
  const formData = encodeURIComponent(JSON.stringify(values));
  return `${templateHref(template)}?formData=${formData}`;
}
