import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  type Guardrail,
  guardrailPolicy,
  MAX_GUARDRAIL_CHARACTERS,
} from './guardrailPolicies';

/** Settings of `OrganizationGuardrails`. */
export interface OrganizationGuardrailsProps {
  /** The beginning of the policies' names. */
  readonly name: string;
  readonly guardrails: readonly Guardrail[];
  /** Roots, organizational units or accounts. */
  readonly targets: readonly string[];
  readonly allowedRegions: readonly string[];
}

const DESCRIPTIONS: Readonly<Record<Guardrail, string>> = {
  baseline:
    'Keeps accounts in the organization, the root user out, and audit services and pipeline roles as they are',
  regions: 'Keeps accounts in the allowed regions',
  data: 'Keeps storage encrypted and public access blocked',
  identities: 'Refuses long-lived keys, and IAM users without a second factor',
  'console-edits': 'Refuses people changes of what the pipeline deployed',
};

/** What a partition counts for where the stack's is not known yet. */
const LONGEST_PARTITION = 'aws-us-gov';

/** Service control policies: what no account below the targets can do, whatever its own administrators allow. */
export class OrganizationGuardrails extends Construct {
  readonly policies: readonly CfnPolicy[];

  constructor(
    scope: Construct,
    id: string,
    props: OrganizationGuardrailsProps,
  ) {
    super(scope, id);
    const { partition } = Stack.of(this);
    const counted = Token.isUnresolved(partition)
      ? LONGEST_PARTITION
      : partition;
    this.policies = props.guardrails.map(guardrail => {
      const content = guardrailPolicy(
        guardrail,
        partition,
        props.allowedRegions,
      );
      const { length } = JSON.stringify(
        guardrailPolicy(guardrail, counted, props.allowedRegions),
      );
      if (length > MAX_GUARDRAIL_CHARACTERS) {
        throw new RangeError(
          `guardrail ${guardrail} has ${length} characters, and AWS accepts ${MAX_GUARDRAIL_CHARACTERS}; split it`,
        );
      }
      return new CfnPolicy(this, guardrail, {
        name: `${props.name}-${guardrail}`,
        type: 'SERVICE_CONTROL_POLICY',
        description: DESCRIPTIONS[guardrail],
        content,
        targetIds: [...props.targets],
      });
    });
    // Organizations refuses two changes at a time.
    this.policies.forEach((policy, index) => {
      if (index > 0) {
        policy.addResourceDependency(this.policies[index - 1]);
      }
    });
  }
}
