import {
  isObject,
  sameJson,
  type Json,
  type JsonObject,
} from '../resources/Json';
import type { ChangeDetail, StackResource } from './model';
import { referencesOf } from './referencesOf';
import type { PropertyChange } from './resources/ResourceSpecification';
import { isUnknown } from './Scope';

const recreations = {
  always: 'Always',
  maybe: 'Conditionally',
  never: 'Never',
} as const;

/** A property's part in a change, and what causes it. */
export function propertyDetail(
  change: PropertyChange,
  known: {
    /** The property that holds tags, where the type has one. */
    tags: string | undefined;
    before: JsonObject | undefined;
    after: JsonObject;
    unknown: Set<string>;
    changedParameters: Set<string>;
  },
): ChangeDetail {
  const { tags } = known;
  const before = known.before?.[change.name];
  const after = known.after[change.name];
  const rewritten = !sameJson(before ?? null, after ?? null);
  const references = [...referencesOf(after)];
  const resource = references.find(name => known.unknown.has(name));
  const parameter = references.find(name => known.changedParameters.has(name));
  const hangs = isUnknown(change.after) && resource !== undefined;
  return {
    attribute: change.name === tags ? 'Tags' : 'Properties',
    name: change.name === tags ? undefined : change.name,
    path: change.path,
    recreation: recreations[change.replacement],
    evaluation: hangs ? 'Dynamic' : 'Static',
    ...causeOf(after, {
      resource: hangs && !rewritten ? resource : undefined,
      parameter: rewritten ? undefined : parameter,
    }),
    before: text(change.before),
    after: text(change.after),
    changeType: changeTypeOf(change),
  };
}

function causeOf(
  expression: Json | undefined,
  by: { resource?: string; parameter?: string },
): Pick<ChangeDetail, 'source' | 'causing'> {
  if (by.resource !== undefined) {
    return {
      source: usesAttribute(expression, by.resource)
        ? 'ResourceAttribute'
        : 'ResourceReference',
      causing: by.resource,
    };
  }
  return by.parameter === undefined
    ? { source: 'DirectModification' }
    : { source: 'ParameterReference', causing: by.parameter };
}

function changeTypeOf(change: PropertyChange): ChangeDetail['changeType'] {
  if (change.before === undefined) {
    return 'Add';
  }
  return change.after === undefined ? 'Remove' : 'Modify';
}

/** The parts in a change of what stands beside the properties. */
export function attributeDetails(
  current: StackResource,
  desired: {
    metadata?: Json;
    deletionPolicy: string;
    updateReplacePolicy: string;
  },
): ChangeDetail[] {
  const pairs: [ChangeDetail['attribute'], Json, Json][] = [
    ['Metadata', current.metadata ?? null, desired.metadata ?? null],
    ['DeletionPolicy', current.deletionPolicy, desired.deletionPolicy],
    [
      'UpdateReplacePolicy',
      current.updateReplacePolicy,
      desired.updateReplacePolicy,
    ],
  ];
  return pairs
    .filter(([, before, after]) => !sameJson(before, after))
    .map(([attribute, before, after]) => ({
      attribute,
      path: `/${attribute}`,
      recreation: 'Never',
      evaluation: 'Static',
      source: 'DirectModification',
      before: text(before),
      after: text(after),
      changeType: 'Modify',
    }));
}

/** Whether the details together replace the resource. */
export function replacementOf(
  details: ChangeDetail[],
): 'True' | 'False' | 'Conditional' {
  if (
    details.some(
      item => item.recreation === 'Always' && item.evaluation === 'Static',
    )
  ) {
    return 'True';
  }
  return details.some(item => item.recreation !== 'Never')
    ? 'Conditional'
    : 'False';
}

function usesAttribute(value: Json | undefined, name: string): boolean {
  return new RegExp(
    `"Fn::GetAtt":\\["${name}"|"Fn::GetAtt":"${name}\\.|\\$\\{${name}\\.`,
  ).test(JSON.stringify(value ?? null));
}

function text(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  return isObject(value) || Array.isArray(value)
    ? JSON.stringify(value)
    : String(value);
}
