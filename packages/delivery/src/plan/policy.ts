import { DATA_TYPES, findPersonalData } from '@plinth/blueprints/schema';
import type { DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack, TemplateResource } from '../synth/Assembly';
import type { Finding, ResourceChange } from './model';

/** The rules on one stack that hold in every repository, whatever its governance file says. */
export function policyFindings(
  stack: SynthesizedStack,
  deployed: DeployedStack | undefined,
  changes: readonly ResourceChange[],
): Finding[] {
  const findings = [
    ...personalData(stack),
    ...provenance(stack),
    ...stateful(stack, changes),
    ...standing(stack, deployed),
  ];
  for (const [logicalId, resource] of Object.entries(
    stack.template.Resources ?? {},
  )) {
    findings.push(
      ...[...wideOpenStatements(resource), ...openAdministration(resource)].map(
        ({ rule, message }) => ({
          severity: 'error' as const,
          rule,
          message,
          resource: logicalId,
        }),
      ),
    );
  }
  return findings.map(finding => ({ ...finding, unit: stack.unit }));
}

/** Personal and health data must not enter parameters, tags, outputs or names (GOV-9). */
function personalData(stack: SynthesizedStack): Finding[] {
  const { Parameters, Outputs, Description } = stack.template;
  const resources = Object.entries(stack.template.Resources ?? {});
  const tags = Object.fromEntries(
    resources.flatMap(([id, { Properties }]) =>
      Properties?.Tags ? [[id, Properties.Tags]] : [],
    ),
  );
  const scanned = {
    Parameters,
    Outputs,
    Description,
    tags: { stack: stack.tags, ...tags },
  };
  return findPersonalData(scanned).map(({ path, kind }) => ({
    severity: 'error',
    rule: 'personal-data',
    message: `${path} looks like it holds a ${kind}. Personal and health data must not enter infrastructure state; keep it in the application's database.`,
  }));
}

/** Without these the audit trail could not tell who deployed the stack. */
function provenance(stack: SynthesizedStack): Finding[] {
  const { Parameters, Outputs } = stack.template;
  if (Parameters?.PlinthProvenance && Outputs?.PlinthProvenance) {
    return [];
  }
  return [
    {
      severity: 'error',
      rule: 'provenance',
      message: `Stack ${stack.stackName} has no PlinthProvenance parameter and output; extend a blueprint's stack or UnitStack of @plinth/blueprints.`,
    },
  ];
}

function stateful(
  stack: SynthesizedStack,
  changes: readonly ResourceChange[],
): Finding[] {
  const production = stack.tags['plinth:stage'] === 'production';
  return changes
    .filter(({ resourceType }) => DATA_TYPES.has(resourceType))
    .flatMap(({ logicalId, resourceType, action, properties }): Finding[] => {
      if (
        action !== 'Replace' &&
        action !== 'MayReplace' &&
        action !== 'Remove'
      ) {
        return [];
      }
      const how =
        action === 'Remove'
          ? 'is deleted with what it holds'
          : `${action === 'Replace' ? 'is' : 'may be'} replaced by an empty one, because ${(properties ?? []).join(', ')} change`;
      return [
        {
          severity: production && action !== 'MayReplace' ? 'error' : 'warning',
          rule: 'stateful-replacement',
          message: `${resourceType} ${logicalId} ${how}.${production ? ' In production, retain it and migrate its data first.' : ''}`,
          resource: logicalId,
        },
      ];
    });
}

/** States of the deployed stack in which a deployment would not go through. */
function standing(
  stack: SynthesizedStack,
  deployed: DeployedStack | undefined,
): Finding[] {
  if (!deployed) {
    return [];
  }
  if (/_FAILED$/.test(deployed.status) && deployed.status !== 'UPDATE_FAILED') {
    return [
      {
        severity: 'error',
        rule: 'stack-state',
        message: `Stack ${stack.stackName} is ${deployed.status} and takes no update${deployed.statusReason ? ` (${deployed.statusReason})` : ''}. Continue its rollback in CloudFormation first.`,
      },
    ];
  }
  if (/_IN_PROGRESS$/.test(deployed.status)) {
    return [
      {
        severity: 'warning',
        rule: 'stack-state',
        message: `Stack ${stack.stackName} is ${deployed.status}: the baseline is moving, and this plan must be run again when it has settled.`,
      },
    ];
  }
  return [];
}

interface Violation {
  rule: string;
  message: string;
}

/** No allowing statement grants every action on every resource (PHS-10). */
function wideOpenStatements(resource: TemplateResource): Violation[] {
  // The resource policy of a key or bucket is bound to that resource, where `*` means itself.
  if (!/^AWS::(IAM|SSO)::/.test(resource.Type)) {
    return [];
  }
  return statementsIn(resource.Properties)
    .filter(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' &&
        asList(Resource).includes('*') &&
        asList(Action).some(
          action =>
            action === '*' ||
            action === '*:*' ||
            /^[\w-]+:\*$/.test(String(action)),
        ),
    )
    .map(({ Action }) => ({
      rule: 'least-privilege',
      message: `${resource.Type} allows ${asList(Action).join(', ')} on every resource; name the actions and the resources.`,
    }));
}

function statementsIn(value: unknown): Array<Record<string, unknown>> {
  if (Array.isArray(value)) {
    return value.flatMap(statementsIn);
  }
  if (!value || typeof value !== 'object') {
    return [];
  }
  const object = value as Record<string, unknown>;
  if (typeof object.Effect === 'string') {
    return [object];
  }
  return Object.values(object).flatMap(statementsIn);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** SSH and remote desktop are never open to the world: Session Manager is there for that (PMO-6). */
function openAdministration(resource: TemplateResource): Violation[] {
  const properties = resource.Properties ?? {};
  const rules: Record<string, unknown> = {
    'AWS::EC2::SecurityGroup': properties.SecurityGroupIngress ?? [],
    'AWS::EC2::SecurityGroupIngress': properties,
  };
  return (asList(rules[resource.Type] ?? []) as Array<Record<string, unknown>>)
    .filter(
      ({ CidrIp, CidrIpv6 }) => CidrIp === '0.0.0.0/0' || CidrIpv6 === '::/0',
    )
    .flatMap(rule => {
      const all = String(rule.IpProtocol) === '-1';
      const port = [22, 3389].find(
        each =>
          all || (Number(rule.FromPort) <= each && each <= Number(rule.ToPort)),
      );
      return port === undefined
        ? []
        : [
            {
              rule: 'open-administration',
              message: `opens port ${port} to the world; use Session Manager, or name the source.`,
            },
          ];
    });
}
