import type { Operations, Output } from '../service/AwsService';
import type { Input } from '../service/Input';
import { awsManagedPolicies, awsManagedPolicy } from './awsManagedPolicy';
import {
  alreadyExists,
  deleteConflict,
  documentOf,
  encoded,
  listed,
  noSuchEntity,
} from './dialect';
import type { IamStore, ManagedPolicy } from './IamStore';

/** Policies that an account made, and those of AWS that the sandbox knows. They have one version. */
export function managedPolicyOperations(iam: IamStore): Operations {
  const policyOf = (input: Input) => {
    const arn = input.text('PolicyArn');
    const own = iam.policies.get(arn);
    const document = own?.document ?? awsManagedPolicy(arn);
    if (!document) {
      throw noSuchEntity(`Policy ${arn} was not found.`);
    }
    return { view: own ? policyView(own) : awsView(arn), document, own };
  };
  return {
    CreatePolicy: (call, input) => {
      const options = {
        account: call.account,
        policyName: input.text('PolicyName'),
        path: input.optionalText('Path'),
        document: documentOf(input, 'PolicyDocument'),
      };
      input.end();
      const arn = iam.policyArn(options);
      if (iam.policies.get(arn)) {
        throw alreadyExists(
          `A policy called ${options.policyName} already exists. Duplicate names are not allowed.`,
        );
      }
      return { Policy: policyView(iam.putPolicy(options)) };
    },
    GetPolicy: (_, input) => ({ Policy: policyOf(input).view }),
    GetPolicyVersion: (_, input) => {
      const { document } = policyOf(input);
      const version = input.text('VersionId');
      if (version !== 'v1') {
        throw noSuchEntity(`Policy version ${version} was not found.`);
      }
      return {
        PolicyVersion: {
          Document: encoded(document),
          VersionId: 'v1',
          IsDefaultVersion: true,
        },
      };
    },
    ListPolicies: (call, input) => {
      const scope = input.choice('Scope', ['All', 'AWS', 'Local']) ?? 'All';
      const own = iam.policies
        .values()
        .filter(policy => policy.account === call.account);
      return listed(input, 'Policies', [
        ...(scope === 'AWS' ? [] : own.map(policyView)),
        ...(scope === 'Local' ? [] : awsManagedPolicies().map(awsView)),
      ]);
    },
    DeletePolicy: (_, input) => {
      const { view, own } = policyOf(input);
      input.end();
      if (!own) {
        throw noSuchEntity(`Policy ${view.Arn} is not yours to delete.`);
      }
      if (iam.roles.values().some(role => role.attached.includes(own.arn))) {
        throw deleteConflict(
          'Cannot delete a policy attached to entities. Please detach the policy before deleting it.',
        );
      }
      iam.policies.delete(own.arn);
      return {};
    },
  };
}

function policyView(policy: ManagedPolicy): Output {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: 'v1',
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.createdAt),
  };
}

function awsView(arn: string): Output {
  return {
    PolicyName: arn.split('/').at(-1),
    Arn: arn,
    DefaultVersionId: 'v1',
    IsAttachable: true,
  };
}
