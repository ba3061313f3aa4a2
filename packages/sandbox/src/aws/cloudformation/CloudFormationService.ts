import type { S3Store } from '../s3/S3Store';
import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import {
  changeSetView,
  driftView,
  eventView,
  resourceSummaryView,
  resourceView,
  stackSummaryView,
  stackView,
} from './views';
import type { CloudFormationEngine } from './CloudFormationEngine';
import type { StackInput } from './Targets';
import { isObject, type Json } from './Json';
import type { ChangeSet, Stack } from './model';
import type { GivenParameter } from './resolveParameters';
import { parseTemplate, readTemplate, validationError } from './parseTemplate';

type Input = Record<string, unknown>;
type Output = Record<string, unknown>;
type Handler = (call: AwsCall) => Output;

/** CloudFormation's API over the engine. */
export class CloudFormationService implements AwsService {
  readonly signingName = 'cloudformation';
  readonly protocol = 'query';
  readonly xmlNamespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
  readonly #engine: CloudFormationEngine;
  readonly #s3: S3Store;
  readonly #pageSize: number;
  readonly #operations: Record<string, Handler>;

  constructor(parts: {
    engine: CloudFormationEngine;
    s3: S3Store;
    /** Items on a page. */
    pageSize: number;
  }) {
    this.#engine = parts.engine;
    this.#s3 = parts.s3;
    this.#pageSize = parts.pageSize;
    this.#operations = {
      ...this.#stackOperations(),
      ...this.#changeSetOperations(),
      ...this.#readOperations(),
      ...this.#templateOperations(),
      ...this.#driftOperations(),
    };
  }

  async handle(call: AwsCall): Promise<Output> {
    const operation = this.#operations[call.operation];
    if (!operation) {
      throw unsupportedOperation(call);
    }
    return operation(call);
  }

  #stackOperations(): Record<string, Handler> {
    const engine = this.#engine;
    return {
      CreateStack: call => ({
        StackId: engine.createStack(this.#stackInput(call)).id,
      }),
      UpdateStack: call => ({
        StackId: engine.updateStack(this.#stackInput(call)).id,
      }),
      DeleteStack: call => {
        const stack = engine.store.find(call, required(call, 'StackName'));
        // Deleting what is not there succeeds.
        if (stack) {
          engine.deleteStack(stack, {
            retain: texts(call.input.RetainResources),
            token: text(call.input, 'ClientRequestToken'),
            roleArn: text(call.input, 'RoleARN'),
          });
        }
        return {};
      },
      CancelUpdateStack: call => {
        engine.cancelUpdate(this.#stack(call));
        return {};
      },
      RollbackStack: call => {
        const stack = this.#stack(call);
        engine.rollBack(stack, {
          token: text(call.input, 'ClientRequestToken'),
        });
        return { StackId: stack.id };
      },
      ContinueUpdateRollback: call => {
        engine.rollBack(this.#stack(call), {
          continued: true,
          token: text(call.input, 'ClientRequestToken'),
          skip: texts(call.input.ResourcesToSkip),
        });
        return {};
      },
      UpdateTerminationProtection: call => {
        const stack = this.#stack(call);
        engine.protect(stack, flag(call.input, 'EnableTerminationProtection'));
        return { StackId: stack.id };
      },
      SetStackPolicy: call => {
        const stack = this.#stack(call);
        stack.policy = text(call.input, 'StackPolicyBody');
        engine.store.save(stack);
        return {};
      },
      GetStackPolicy: call => ({ StackPolicyBody: this.#stack(call).policy }),
    };
  }

  #changeSetOperations(): Record<string, Handler> {
    const engine = this.#engine;
    return {
      CreateChangeSet: call => {
        const type = text(call.input, 'ChangeSetType') ?? 'UPDATE';
        if (type !== 'CREATE' && type !== 'UPDATE') {
          throw validationError(
            `The sandbox does not implement change sets of type ${type}.`,
          );
        }
        const changeSet = engine.createChangeSet({
          ...this.#stackInput(call),
          changeSetName: required(call, 'ChangeSetName'),
          type,
          description: text(call.input, 'Description'),
          token: text(call.input, 'ClientToken'),
          revertDrift: text(call.input, 'DeploymentMode') === 'REVERT_DRIFT',
          includeNested: flag(call.input, 'IncludeNestedStacks'),
          importExisting: flag(call.input, 'ImportExistingResources'),
          onFailure: failureMode(call.input, 'OnStackFailure'),
        });
        return { Id: changeSet.id, StackId: changeSet.stackId };
      },
      DescribeChangeSet: call => {
        const changeSet = this.#changeSet(call);
        const { items, token } = this.#page(changeSet.changes, call.input);
        return {
          ...changeSetView(
            { ...changeSet, changes: items },
            flag(call.input, 'IncludePropertyValues'),
          ),
          NextToken: token,
        };
      },
      ExecuteChangeSet: call => {
        engine.executeChangeSet(this.#changeSet(call), {
          token: text(call.input, 'ClientRequestToken'),
          disableRollback: flag(call.input, 'DisableRollback'),
        });
        return {};
      },
      DeleteChangeSet: call => {
        const name = required(call, 'ChangeSetName');
        const stack = text(call.input, 'StackName');
        const changeSet = engine.changeSet(
          call,
          name,
          stack && engine.stack(call, stack).id,
        );
        if (changeSet) {
          engine.store.changeSets.delete(changeSet.id);
        }
        return {};
      },
      ListChangeSets: call => {
        const stack = this.#stack(call);
        const { items, token } = this.#page(
          engine.store.changeSets
            .values()
            .filter(
              item =>
                item.stackId === stack.id &&
                item.execution !== 'EXECUTE_COMPLETE',
            ),
          call.input,
        );
        return {
          Summaries: items.map(item => ({
            StackId: item.stackId,
            StackName: item.stackName,
            ChangeSetId: item.id,
            ChangeSetName: item.name,
            ExecutionStatus: item.execution,
            Status: item.status,
            StatusReason: item.reason,
            CreationTime: new Date(item.createdAt),
            Description: item.description,
            IncludeNestedStacks: item.includeNested,
          })),
          NextToken: token,
        };
      },
    };
  }

  #readOperations(): Record<string, Handler> {
    const engine = this.#engine;
    return {
      DescribeStacks: call => {
        const name = text(call.input, 'StackName');
        const stacks = name
          ? [engine.stack(call, name)]
          : engine.store
              .list(call)
              .filter(stack => stack.status !== 'DELETE_COMPLETE');
        const { items, token } = this.#page(stacks, call.input);
        return { Stacks: items.map(stackView), NextToken: token };
      },
      ListStacks: call => {
        const wanted = texts(call.input.StackStatusFilter);
        const { items, token } = this.#page(
          engine.store
            .list(call)
            .filter(
              stack => wanted.length === 0 || wanted.includes(stack.status),
            ),
          call.input,
        );
        return {
          StackSummaries: items.map(stackSummaryView),
          NextToken: token,
        };
      },
      DescribeStackEvents: call => {
        const stack = this.#stack(call);
        const { items, token } = this.#page(
          engine.store.events(stack.id),
          call.input,
        );
        return { StackEvents: items.map(eventView), NextToken: token };
      },
      DescribeEvents: call => {
        const named = text(call.input, 'ChangeSetName');
        if (named) {
          // A change set's events are findings of validation; faults here are errors of CreateChangeSet itself.
          this.#changeSet(call);
          return { OperationEvents: [] };
        }
        const stack = this.#stack(call);
        const filters = call.input.Filters;
        const failedOnly =
          typeof filters === 'object' &&
          filters !== null &&
          String((filters as Input).FailedEvents) === 'true';
        const { items, token } = this.#page(
          engine.store
            .events(stack.id)
            .filter(event => !failedOnly || event.status.endsWith('FAILED')),
          call.input,
        );
        return {
          OperationEvents: items.map(event => ({
            ...eventView(event),
            StackName: undefined,
            EventType: 'STACK_EVENT',
          })),
          NextToken: token,
        };
      },
      DescribeStackResources: call => {
        const physicalId = text(call.input, 'PhysicalResourceId');
        const stack = physicalId
          ? this.#stackHolding(call, physicalId)
          : this.#stack(call);
        const logicalId = text(call.input, 'LogicalResourceId');
        return {
          StackResources: shownResources(stack)
            .filter(item => (logicalId ?? item.logicalId) === item.logicalId)
            .filter(item => (physicalId ?? item.physicalId) === item.physicalId)
            .slice(0, 100)
            .map(item => resourceView(stack, item)),
        };
      },
      ListStackResources: call => {
        const stack = this.#stack(call);
        const { items, token } = this.#page(shownResources(stack), call.input);
        return {
          StackResourceSummaries: items.map(resourceSummaryView),
          NextToken: token,
        };
      },
      DescribeStackResource: call => {
        const stack = this.#stack(call);
        const logicalId = required(call, 'LogicalResourceId');
        const resource = stack.resources[logicalId];
        if (!resource) {
          throw validationError(
            `Resource ${logicalId} does not exist for stack ${stack.name}`,
          );
        }
        return {
          StackResourceDetail: {
            ...resourceSummaryView(resource),
            StackName: stack.name,
            StackId: stack.id,
            Metadata:
              resource.metadata === undefined
                ? undefined
                : JSON.stringify(resource.metadata),
          },
        };
      },
      ListExports: call => {
        const exports = engine.stacks(call).flatMap(stack =>
          stack.outputs
            .filter(output => output.exportName !== undefined)
            .map(output => ({
              ExportingStackId: stack.id,
              Name: output.exportName,
              Value: output.value,
            })),
        );
        const { items, token } = this.#page(exports, call.input);
        return { Exports: items, NextToken: token };
      },
      ListImports: call => {
        const name = required(call, 'ExportName');
        const importers = engine
          .stacks(call)
          .filter(stack => stack.imports.includes(name))
          .map(stack => stack.name);
        if (importers.length === 0) {
          throw validationError(
            `Export '${name}' is not imported by any stack.`,
          );
        }
        const { items, token } = this.#page(importers, call.input);
        return { Imports: items, NextToken: token };
      },
      DescribeAccountLimits: () => ({
        AccountLimits: [
          { Name: 'StackLimit', Value: 2000 },
          { Name: 'StackOutputsLimit', Value: 200 },
        ],
      }),
    };
  }

  #templateOperations(): Record<string, Handler> {
    const engine = this.#engine;
    return {
      GetTemplate: call => {
        const changeSetName = text(call.input, 'ChangeSetName');
        const body = changeSetName
          ? this.#changeSet(call).target.template
          : engine.store.template(this.#stack(call).id);
        return {
          TemplateBody: body,
          StagesAvailable: ['Original', 'Processed'],
        };
      },
      GetTemplateSummary: call => {
        const name = text(call.input, 'StackName');
        const body = name
          ? engine.store.template(engine.stack(call, name).id)
          : this.#template(call.input);
        const template = parseTemplate(body ?? '');
        const raw = readTemplate(body ?? '');
        const types = Object.values(template.resources).map(item => item.type);
        return {
          Parameters: Object.entries(template.parameters).map(
            ([key, parameter]) => ({
              ParameterKey: key,
              DefaultValue: parameter.default,
              ParameterType: parameter.type,
              NoEcho: parameter.noEcho,
              Description: parameter.description,
              ParameterConstraints: parameter.allowedValues && {
                AllowedValues: parameter.allowedValues,
              },
            }),
          ),
          Description: template.description,
          Capabilities: capabilitiesOf(types),
          ResourceTypes: [...new Set(types)],
          Version: raw.AWSTemplateFormatVersion,
          Metadata:
            template.metadata === undefined
              ? undefined
              : JSON.stringify(template.metadata),
          DeclaredTransforms: template.transforms,
          ResourceIdentifierSummaries: [...new Set(types)].map(type => ({
            ResourceType: type,
            LogicalResourceIds: Object.entries(template.resources)
              .filter(([, item]) => item.type === type)
              .map(([logicalId]) => logicalId),
            ResourceIdentifiers: engine.specification.referenceOf(type),
          })),
        };
      },
      ValidateTemplate: call => {
        const template = parseTemplate(this.#template(call.input) ?? '');
        return {
          Parameters: Object.entries(template.parameters).map(
            ([key, parameter]) => ({
              ParameterKey: key,
              DefaultValue: parameter.default,
              NoEcho: parameter.noEcho,
              Description: parameter.description,
            }),
          ),
          Description: template.description,
          Capabilities: capabilitiesOf(
            Object.values(template.resources).map(item => item.type),
          ),
          DeclaredTransforms: template.transforms,
        };
      },
    };
  }

  #driftOperations(): Record<string, Handler> {
    const engine = this.#engine;
    return {
      DetectStackDrift: call => {
        const ids = texts(call.input.LogicalResourceIds);
        return {
          StackDriftDetectionId: engine.detectDrift(
            this.#stack(call),
            ids.length > 0 ? ids : undefined,
          ).id,
        };
      },
      DescribeStackDriftDetectionStatus: call => {
        const id = required(call, 'StackDriftDetectionId');
        const detection = engine.store.detections.get(id);
        if (!detection) {
          throw validationError(
            `Stack drift detection with id ${id} does not exist`,
          );
        }
        return {
          StackId: detection.stackId,
          StackDriftDetectionId: detection.id,
          StackDriftStatus: detection.stackStatus,
          DetectionStatus: detection.status,
          DetectionStatusReason: detection.reason,
          DriftedStackResourceCount: detection.driftedCount,
          Timestamp: new Date(detection.at),
        };
      },
      DetectStackResourceDrift: call => {
        const stack = this.#stack(call);
        return {
          StackResourceDrift: driftView(
            engine.detectResourceDrift(
              stack,
              required(call, 'LogicalResourceId'),
            ),
            stack,
          ),
        };
      },
      DescribeStackResourceDrifts: call => {
        const stack = this.#stack(call);
        const wanted = texts(call.input.StackResourceDriftStatusFilters);
        const drifts = Object.keys(stack.resources).flatMap(logicalId => {
          const drift = engine.store.drifts.get(`${stack.id}/${logicalId}`);
          const shown =
            drift &&
            (wanted.length > 0
              ? wanted.includes(drift.status)
              : drift.status !== 'NOT_CHECKED');
          return shown ? [drift] : [];
        });
        const { items, token } = this.#page(drifts, call.input);
        return {
          StackResourceDrifts: items.map(item => driftView(item, stack)),
          NextToken: token,
        };
      },
    };
  }

  #stack(call: AwsCall): Stack {
    return this.#engine.stack(call, required(call, 'StackName'));
  }

  #stackHolding(call: AwsCall, physicalId: string): Stack {
    const stack = this.#engine
      .stacks(call)
      .find(item =>
        Object.values(item.resources).some(
          resource => resource.physicalId === physicalId,
        ),
      );
    if (!stack) {
      throw validationError(`Stack for ${physicalId} does not exist`);
    }
    return stack;
  }

  #changeSet(call: AwsCall): ChangeSet {
    const name = required(call, 'ChangeSetName');
    const stackName = text(call.input, 'StackName');
    const stack = name.startsWith('arn:')
      ? undefined
      : this.#engine.store.find(call, stackName ?? '');
    if (!name.startsWith('arn:') && !stack) {
      throw new AwsError(
        'ValidationError',
        stackName
          ? `Stack [${stackName}] does not exist`
          : 'StackName must be specified if ChangeSetName is not specified as an ARN.',
      );
    }
    const changeSet = this.#engine.changeSet(call, name, stack?.id);
    if (!changeSet) {
      throw new AwsError(
        'ChangeSetNotFound',
        `ChangeSet [${name}] does not exist`,
        404,
      );
    }
    return changeSet;
  }

  #stackInput(call: AwsCall): StackInput {
    const { input } = call;
    return {
      account: call.account,
      region: call.region,
      stackName: nameOf(required(call, 'StackName')),
      template:
        String(input.UsePreviousTemplate) === 'true'
          ? undefined
          : this.#template(input),
      parameters: list(input.Parameters).map((item): GivenParameter => ({
        key: String(item.ParameterKey),
        value:
          item.ParameterValue === undefined
            ? undefined
            : String(item.ParameterValue),
        usePrevious: String(item.UsePreviousValue) === 'true',
      })),
      tags:
        input.Tags === undefined
          ? undefined
          : list(input.Tags).map(tag => ({
              Key: String(tag.Key),
              Value: String(tag.Value ?? ''),
            })),
      capabilities: texts(input.Capabilities),
      notificationArns:
        input.NotificationARNs === undefined
          ? undefined
          : texts(input.NotificationARNs),
      roleArn: text(input, 'RoleARN'),
      token: text(input, 'ClientRequestToken'),
      disableRollback: flag(input, 'DisableRollback'),
      onFailure: failureMode(input, 'OnFailure'),
      terminationProtection: flag(input, 'EnableTerminationProtection'),
    };
  }

  #template(input: Input): string | undefined {
    const body = text(input, 'TemplateBody');
    const url = text(input, 'TemplateURL');
    if (body !== undefined) {
      if (Buffer.byteLength(body) > 51_200) {
        throw validationError(
          `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200`,
        );
      }
      return body;
    }
    return url === undefined ? undefined : this.#download(url);
  }

  #download(url: string): string {
    const { hostname, pathname } = new URL(url);
    const virtual = /^(.+)\.s3[.-]/.exec(hostname)?.[1];
    const path = decodeURIComponent(pathname.slice(1));
    const bucket = virtual ?? path.split('/')[0];
    const key = virtual ? path : path.split('/').slice(1).join('/');
    const object = this.#s3.object(bucket, key);
    if (!object) {
      throw validationError('S3 error: Access Denied');
    }
    return this.#s3.read(object).toString('utf8');
  }

  #page<T>(items: T[], input: Input): { items: T[]; token?: string } {
    const token = text(input, 'NextToken');
    let start = 0;
    if (token !== undefined) {
      start = Number(Buffer.from(token, 'base64url').toString('utf8'));
      if (!Number.isInteger(start) || start < 0) {
        throw validationError('Invalid NextToken');
      }
    }
    const size = Math.min(
      Number(text(input, 'MaxResults') ?? this.#pageSize),
      this.#pageSize,
    );
    const end = start + size;
    return {
      items: items.slice(start, end),
      token:
        end < items.length
          ? Buffer.from(String(end)).toString('base64url')
          : undefined,
    };
  }
}

function capabilitiesOf(types: string[]): string[] {
  return types.some(type => type.startsWith('AWS::IAM::'))
    ? ['CAPABILITY_NAMED_IAM']
    : [];
}

function shownResources(stack: Stack) {
  return Object.values(stack.resources);
}

function nameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.split('/')[1] : nameOrArn;
}

function failureMode(input: Input, name: string): StackInput['onFailure'] {
  const value = text(input, name);
  return value === 'DELETE' || value === 'DO_NOTHING' || value === 'ROLLBACK'
    ? value
    : undefined;
}

function text(input: Input, name: string): string | undefined {
  const value = input[name];
  return value === undefined || value === '' ? undefined : String(value);
}

function flag(input: Input, name: string): boolean {
  return String(input[name]) === 'true';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function list(value: unknown): Record<string, Json>[] {
  return Array.isArray(value)
    ? value.filter((item): item is Record<string, Json> =>
        isObject(item as Json),
      )
    : [];
}

function required(call: AwsCall, name: string): string {
  const value = text(call.input, name);
  if (value === undefined) {
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    throw validationError(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}
