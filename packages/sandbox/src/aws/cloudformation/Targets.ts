import { evaluateTrust } from '../iam/evaluatePolicies';
import type { IamStore } from '../iam/IamStore';
import { AwsError } from '../protocols/AwsError';
import type { SsmStore } from '../ssm/SsmStore';
import type { Place } from '../resources/Place';
import type { Stack, StackTarget, Tag } from './model';
import { checkRules } from './checkRules';
import {
  parameterScope,
  resolveParameters,
  type GivenParameter,
} from './resolveParameters';
import type { ResourceSpecification } from './resources/ResourceSpecification';
import type { CloudFormationStore } from './CloudFormationStore';
import { parseTemplate } from './parseTemplate';
import type { Template } from './Template';
import { validationError } from './validationError';

/** What a stack is asked to become. */
export interface StackInput extends Place {
  stackName: string;
  /** Template text; without it the one deployed last is used again. */
  template?: string;
  parameters?: GivenParameter[];
  /** Without it an update keeps the tags. */
  tags?: Tag[];
  capabilities?: string[];
  notificationArns?: string[];
  roleArn?: string;
  /** Client request token, shown on every event. */
  token?: string;
  disableRollback?: boolean;
  onFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  terminationProtection?: boolean;
}

/** A change set to be made. */
export interface ChangeSetInput extends StackInput {
  changeSetName: string;
  type: 'CREATE' | 'UPDATE';
  description?: string;
  revertDrift?: boolean;
  includeNested?: boolean;
  /** Named resources that exist outside any stack are taken in. */
  importExisting?: boolean;
}

const namedIamProperties: Record<string, string> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
};

/** Turns what a caller asks into what a stack is to become, or refuses it in CloudFormation's words. */
export class Targets {
  readonly #store: CloudFormationStore;
  readonly #iam: IamStore;
  readonly #ssm: SsmStore;
  readonly #specification: ResourceSpecification;

  constructor(parts: {
    store: CloudFormationStore;
    iam: IamStore;
    ssm: SsmStore;
    specification: ResourceSpecification;
  }) {
    this.#store = parts.store;
    this.#iam = parts.iam;
    this.#ssm = parts.ssm;
    this.#specification = parts.specification;
  }

  /** The target of an operation on a stack, or on one yet to be made. */
  of(input: StackInput, stack: Stack | undefined): StackTarget {
    const body = input.template ?? (stack && this.#store.template(stack.id));
    if (!body) {
      throw validationError(
        'Either Template URL or Template Body must be specified.',
      );
    }
    const template = parseTemplate(body);
    const strange = Object.values(template.resources)
      .map(resource => resource.type)
      .filter(
        type =>
          !this.#specification.has(type) &&
          !type.startsWith('Custom::') &&
          type !== 'AWS::CloudFormation::CustomResource',
      );
    if (strange.length > 0) {
      throw validationError(
        `Template format error: Unrecognized resource types: [${[...new Set(strange)].join(', ')}]`,
      );
    }
    this.#checkCapabilities(template, input.capabilities ?? []);
    const roleArn = input.roleArn ?? stack?.roleArn;
    if (roleArn) {
      this.checkRole(roleArn);
    }
    const parameters = resolveParameters(
      template,
      input.parameters ?? [],
      stack?.parameters ?? [],
      name => this.#ssm.get(input.account, input.region, name)?.value,
    );
    checkRules(template, parameterScope(template, parameters));
    return {
      template: body,
      description: template.description,
      parameters,
      tags: input.tags ?? stack?.tags ?? [],
      capabilities: input.capabilities ?? [],
      notificationArns: input.notificationArns ?? stack?.notificationArns ?? [],
      roleArn,
    };
  }

  /** Refuses a role that CloudFormation could not assume. */
  checkRole(arn: string): void {
    const role = this.#iam.roleByArn(arn);
    const trust =
      role &&
      evaluateTrust(role.trust, {
        action: 'sts:AssumeRole',
        caller: { Service: ['cloudformation.amazonaws.com'] },
      });
    if (trust?.effect !== 'allowed') {
      throw validationError(
        `Role ${arn} is invalid or cannot be assumed${trust?.fault ? `: ${trust.fault}` : ''}`,
      );
    }
  }

  #checkCapabilities(template: Template, given: string[]): void {
    const resources = Object.values(template.resources);
    const named = resources.some(
      resource =>
        resource.type in namedIamProperties &&
        resource.properties[namedIamProperties[resource.type]] !== undefined,
    );
    const any = resources.some(resource =>
      /^AWS::IAM::(Role|Policy|ManagedPolicy|User|Group|InstanceProfile|AccessKey|UserToGroupAddition)$/.test(
        resource.type,
      ),
    );
    const needed = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
    const has =
      given.includes('CAPABILITY_NAMED_IAM') || given.includes(needed);
    if ((any || named) && !has) {
      throw new AwsError(
        'InsufficientCapabilitiesException',
        `Requires capabilities : [${needed}]`,
      );
    }
  }
}
