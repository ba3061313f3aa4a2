import { sameJson, type Json, type JsonObject } from '../resources/Json';
import {
  attributeDetails,
  propertyDetail,
  replacementOf,
} from './changeDetails';
import { changedKeys, changesBesideResources } from './changesBesideResources';
import type { CloudFormationStore } from './CloudFormationStore';
import { activeResources, desiredResource } from './desiredResource';
import type { ResourceChange, Stack, StackTarget } from './model';
import { parseTemplate } from './parseTemplate';
import type { ResourceSpecification } from './resources/ResourceSpecification';
import type { Scopes } from './Scopes';

/** What a target would change in a stack. */
export interface ChangePlan {
  changes: ResourceChange[];
  /** Something else differs that is worth an execution: outputs, parameters, tags, notifications. */
  changesBesideResources: boolean;
}

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
                propertyDetail(change, {
                  tags: this.#specification.taggingOf(current.type)?.property,
                  before: deployed?.resources[name]?.properties,
                  after: template.resources[name].properties,
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
        changesBesideResources(stack, target, {
          before: deployed?.outputs,
          after: template.outputs,
        }),
    };
  }
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

function context(value: { Properties: JsonObject; Metadata?: Json }): string {
  return JSON.stringify(value);
}
