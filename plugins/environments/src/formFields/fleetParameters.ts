import {
  defaultsAt,
  stageDefaults,
  type Blueprint,
  type BlueprintList,
} from '@plinth/plugin-environments-common';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import {
  findRequested,
  matters,
  parameterForm,
  type Parameters,
} from './blueprintParameters';

/** What the form holds of the upgrade of a fleet. */
export interface FleetUpgradeForm {
  blueprint?: string;
  version?: string;
  /** @default - all */
  stages?: string[];
}

/**
 * The form of what a version asks for at the stages and no older one has; undefined where it adds nothing, or is not known. What an
 * older version has, units have values for already, which nobody should write over. Required is what one of the stages has no
 * default for; what is left empty follows the defaults of each unit's stage.
 */
export function fleetParameterForm(
  list: BlueprintList,
  form: FleetUpgradeForm,
): { schema: RJSFSchema; uiSchema: UiSchema<Parameters> } | undefined {
  const { blueprint: name, version } = form;
  const wanted = version && findRequested(list, { blueprint: name, version });
  if (!wanted) {
    return undefined;
  }
  const versions = list.items.filter(each => each.name === name);
  const older = versions.slice(0, versions.indexOf(wanted));
  const known = new Set(older.flatMap(namesOf));
  const stages = form.stages?.length ? form.stages : wanted.stages;
  const added = namesOf(wanted).filter(
    each =>
      !known.has(each) &&
      stages.some(stage =>
        matters(wanted, each, defaultsAt(wanted, { stage }), { stage }),
      ),
  );
  if (older.length === 0 || added.length === 0) {
    return undefined;
  }
  const { schema, uiSchema } = parameterForm(wanted, {}, each =>
    added.includes(each),
  );
  const required = stages.flatMap(
    stage => stageDefaults(wanted, { stage })?.required ?? [],
  );
  return {
    schema: {
      ...schema,
      required: added.filter(each => required.includes(each)),
    },
    uiSchema,
  };
}

function namesOf({ parameters }: Blueprint): string[] {
  return Object.keys((parameters as RJSFSchema).properties ?? {});
}
