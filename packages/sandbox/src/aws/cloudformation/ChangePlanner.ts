import { activeResources, desiredResource } from './desiredResource';
import { isUnknown } from './Scope';
import {
  isObject,
  sameJson,
  type Json,
  type JsonObject,
} from '../resources/Json';
import type {
  ChangeDetail,
  ParameterValue,
  ResourceChange,
  Stack,
  StackResource,
  StackTarget,
} from './model';
import type {
  PropertyChange,
  ResourceSpecification,
} from './resources/ResourceSpecification';
import type { Scopes } from './Scopes';
import type { CloudFormationStore } from './CloudFormationStore';
import { parseTemplate } from './parseTemplate';
import { referencesOf } from './referencesOf';
import type { Template } from './Template';

/** What a target would change in a stack. */
export interface ChangePlan {
  changes: ResourceChange[];
  /** Something else differs that is worth an execution: outputs, parameters, tags, notifications. */
  changesBesideResources: boolean;
}

const recreations = {
  always: 'Always',
  maybe: 'Conditionally',
  never: 'Never',
} as const;

/** Computes change sets. */
export class ChangePlanner {
  readonly #scopes: Scopes;
  readonly #store: CloudFormationStore;
  readonly #specification: ResourceSpecification;

  constructor(parts: {
    scopes: Scopes;
    store: CloudFormationStore;
    specification: ResourceSpecification;
  }) {
    this.#scopes = parts.scopes;
    this.#store = parts.store;
    this.#specification = parts.specification;
  }

  /** Compares a stack, as it was deployed last, with a target. Nothing is changed. */
  plan(
    stack: Stack,
    target: StackTarget,
    options: { revertDrift?: boolean } = {},
  ): ChangePlan {
    const template = parseTemplate(target.template);
    const body = this.#store.template(stack.id);
    const deployed = body ? parseTemplate(body) : undefined;
    const changedParameters = changedKeys(stack.parameters, target.parameters);
    const unknown = new Set<string>();
    const scope = this.#scopes.of(stack, template, target.parameters, {
      unknown: name => unknown.has(name),
      notificationArns: target.notificationArns,
    });
    const changes: ResourceChange[] = [];
    const active = activeResources(scope);
    for (const [name, dependsOn] of active) {
      const current = stack.resources[name];
      const live = this.#store.resources.get(current?.liveId);
      const missing = options.revertDrift && live?.deletedAt !== undefined;
      if (!current?.physicalId || missing) {
        unknown.add(name);
      }
      const desired = desiredResource(
        name,
        dependsOn,
        scope,
        target.tags,
        this.#specification,
      );
      const after = {
        Properties: desired.properties,
        Metadata: desired.metadata,
      };
      if (!current?.physicalId || missing) {
        changes.push({
          action: 'Add',
          logicalId: name,
          type: desired.type,
          scope: [],
          details: [],
          after: context(after),
          drift: missing ? 'DELETED' : undefined,
        });
        continue;
      }
      const base =
        options.revertDrift && live ? live.properties : current.properties;
      const details = [
        ...(current.type === desired.type
          ? this.#specification
              .compare(current.type, base, desired.properties)
              .map(change =>
                this.#detail(change, {
                  type: current.type,
                  before: deployed?.resources[name]?.properties,
                  after: template.resources[name].properties,
                  template,
                  unknown,
                  changedParameters,
                }),
              )
          : []),
        ...attributeDetails(current, desired),
      ];
      const retyped = current.type !== desired.type;
      if (details.length === 0 && !retyped) {
        continue;
      }
      const replacement = retyped ? 'True' : replacementOf(details);
      if (replacement !== 'False') {
        const surely = replacement === 'True';
        const dynamically = details.some(
          item => item.evaluation === 'Dynamic' && item.recreation === 'Always',
        );
        if (surely || dynamically) {
          unknown.add(name);
        }
      }
      changes.push({
        action: 'Modify',
        logicalId: name,
        physicalId: current.physicalId,
        type: desired.type,
        replacement,
        policyAction:
          replacement === 'True'
            ? `ReplaceAnd${policyOf(current.updateReplacePolicy)}`
            : undefined,
        scope: [...new Set(details.map(detail => detail.attribute))],
        details,
        before: context({ Properties: base, Metadata: current.metadata }),
        after: context(after),
        drift:
          live && !sameJson(live.properties, current.properties)
            ? 'MODIFIED'
            : undefined,
      });
    }
    changes.push(...removals(stack, active));
    return {
      changes: changes.sort((left, right) =>
        left.logicalId < right.logicalId ? -1 : 1,
      ),
      changesBesideResources:
        changedParameters.size > 0 ||
        !sameTags(stack, target) ||
        !sameJson(stack.notificationArns, target.notificationArns) ||
        !sameJson(
          sectionOf(body, 'Outputs'),
          sectionOf(target.template, 'Outputs'),
        ),
    };
  }

  #detail(
    change: PropertyChange,
    known: {
      type: string;
      before: JsonObject | undefined;
      after: JsonObject;
      template: Template;
      unknown: Set<string>;
      changedParameters: Set<string>;
    },
  ): ChangeDetail {
    const tags = this.#specification.taggingOf(known.type)?.property;
    const before = known.before?.[change.name];
    const after = known.after[change.name];
    const rewritten = !sameJson(before ?? null, after ?? null);
    const references = [...referencesOf(after)];
    const resource = references.find(name => known.unknown.has(name));
    const parameter = references.find(name =>
      known.changedParameters.has(name),
    );
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

function removals(
  stack: Stack,
  active: ReadonlyMap<string, unknown>,
): ResourceChange[] {
  return Object.values(stack.resources)
    .filter(resource => !active.has(resource.logicalId) && resource.physicalId)
    .map(resource => ({
      action: 'Remove',
      logicalId: resource.logicalId,
      physicalId: resource.physicalId,
      type: resource.type,
      policyAction: policyOf(resource.deletionPolicy),
      scope: [],
      details: [],
      before: context({
        Properties: resource.properties,
        Metadata: resource.metadata,
      }),
    }));
}

function policyOf(policy: string): 'Delete' | 'Retain' | 'Snapshot' {
  if (policy.startsWith('Retain')) {
    return 'Retain';
  }
  return policy === 'Snapshot' ? 'Snapshot' : 'Delete';
}

function attributeDetails(
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

function replacementOf(
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

function changedKeys(
  before: ParameterValue[],
  after: ParameterValue[],
): Set<string> {
  const value = (list: ParameterValue[], key: string) => {
    const found = list.find(item => item.key === key);
    return found && `${found.value}\n${found.resolved ?? ''}`;
  };
  const keys = new Set([...before, ...after].map(item => item.key));
  return new Set(
    [...keys].filter(key => value(before, key) !== value(after, key)),
  );
}

function sameTags(stack: Stack, target: StackTarget): boolean {
  const asMap = (tags: { Key: string; Value: string }[]) =>
    Object.fromEntries(tags.map(tag => [tag.Key, tag.Value]));
  return sameJson(asMap(stack.tags), asMap(target.tags));
}

function sectionOf(body: string, name: 'Outputs'): Json {
  if (!body) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(parseTemplate(body)[name.toLowerCase() as 'outputs']).map(
      ([key, output]) => [
        key,
        [
          output.value,
          output.description ?? null,
          output.condition ?? null,
          output.exportName ?? null,
        ],
      ],
    ),
  );
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

function context(value: { Properties: JsonObject; Metadata?: Json }): string {
  return JSON.stringify(value);
}
