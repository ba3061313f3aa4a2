import type { SecretStore } from '../secrets/SecretStore';
import type { SsmStore } from '../ssm/SsmStore';
import type { Json } from '../resources/Json';
import { UNKNOWN, type Scope } from './Scope';
import type { ParameterValue, Stack } from './model';
import { parameterScope } from './resolveParameters';
import { attributeOf } from './resources/attributeOf';
import type { ResourceSpecification } from './resources/ResourceSpecification';
import type { CloudFormationStore } from './CloudFormationStore';
import type { Template } from './Template';
import { validationError } from './validationError';

/** Makes the scopes in which a stack's expressions are evaluated. */
export class Scopes {
  readonly #store: CloudFormationStore;
  readonly #ssm: SsmStore;
  readonly #secrets: SecretStore;
  readonly #specification: ResourceSpecification;

  constructor(parts: {
    store: CloudFormationStore;
    ssm: SsmStore;
    secrets: SecretStore;
    specification: ResourceSpecification;
  }) {
    this.#store = parts.store;
    this.#ssm = parts.ssm;
    this.#secrets = parts.secrets;
    this.#specification = parts.specification;
  }

  /** A stack's scope. Resources that are `unknown` have no id yet. */
  of(
    stack: Stack,
    template: Template,
    parameters: ParameterValue[],
    options: {
      unknown?: (logicalId: string) => boolean;
      notificationArns?: string[];
      onImport?: (name: string) => void;
    } = {},
  ): Scope {
    const unknown = options.unknown ?? (() => false);
    return {
      template,
      account: stack.account,
      region: stack.region,
      stackName: stack.name,
      stackId: stack.id,
      notificationArns: options.notificationArns ?? stack.notificationArns,
      parameters: parameterScope(template, parameters),
      ref: logicalId => {
        if (unknown(logicalId)) {
          return UNKNOWN;
        }
        const id = stack.resources[logicalId]?.physicalId;
        if (id === undefined) {
          throw validationError(
            `Template error: resource ${logicalId} does not exist: its condition is false or it was not made`,
          );
        }
        return id;
      },
      attribute: (logicalId, name) =>
        this.#attribute(stack, template, logicalId, name, unknown),
      importValue: name => {
        options.onImport?.(name);
        const value = this.#exported(stack, name);
        if (value === undefined) {
          throw validationError(`No export named ${name} found.`);
        }
        return value;
      },
      dynamic: reference => this.#dynamic(stack, reference),
    };
  }

  #attribute(
    stack: Stack,
    template: Template,
    logicalId: string,
    name: string,
    unknown: (logicalId: string) => boolean,
  ): Json {
    const type = template.resources[logicalId]?.type;
    if (type === undefined) {
      throw validationError(
        `Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`,
      );
    }
    if (unknown(logicalId)) {
      return UNKNOWN;
    }
    const live = this.#store.resources.get(stack.resources[logicalId]?.liveId);
    const value = live && attributeOf(live, name, this.#specification);
    if (value === undefined) {
      throw validationError(
        live
          ? `Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`
          : `Template error: resource ${logicalId} has no attributes: it was not made`,
      );
    }
    return value;
  }

  #exported(stack: Stack, name: string): string | undefined {
    for (const other of this.#store.list(stack)) {
      const output = other.outputs.find(item => item.exportName === name);
      if (output && other.status !== 'DELETE_COMPLETE') {
        return output.value;
      }
    }
    return undefined;
  }

  #dynamic(stack: Stack, reference: string): string {
    const [service, ...rest] = reference.split(':');
    if (service === 'ssm') {
      const [name, version] = rest;
      const parameter = this.#ssm.get(stack.account, stack.region, name);
      if (!parameter || (version && Number(version) !== parameter.version)) {
        throw validationError(
          `Parameters: [ssm:${rest.join(':')}] cannot be found.`,
        );
      }
      return parameter.value;
    }
    if (service === 'secretsmanager') {
      const arn = rest[0] === 'arn' ? rest.slice(0, 7).join(':') : rest[0];
      const [, key = ''] = rest.slice(rest[0] === 'arn' ? 7 : 1);
      if (
        !arn.includes(UNKNOWN) &&
        !this.#secrets.holds(stack.account, stack.region, arn, key)
      ) {
        throw validationError(
          this.#secrets.has(stack.account, stack.region, arn)
            ? `Could not find a value associated with JSONKey in SecretString: ${key}`
            : `Secrets Manager can't find the specified secret. (${arn})`,
        );
      }
    }
    // Secrets stay references: no description of a resource can give them away.
    return reference;
  }
}
