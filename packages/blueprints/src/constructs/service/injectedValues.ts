import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, type Stack } from 'aws-cdk-lib/core';
import type { Grant } from '../role/LeastPrivilegeRole';

/** An environment variable whose value ECS fetches when it starts a task. */
export interface InjectedValue {
  readonly variable: string;
  readonly kind: 'parameter' | 'secret';
  /** ARN of the parameter or secret, which the role that starts tasks may read. */
  readonly resource: string;
  /** What ECS is told to fetch: the ARN, with a key for a part of a secret. */
  readonly valueFrom: string;
}

/** A variable with the value of a parameter of this account and region; the name starts with a slash. */
export function injectedParameter(
  stack: Stack,
  variable: string,
  name: string,
): InjectedValue {
  const resource = stack.formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: name.replace(/^\//, ''),
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return { variable, kind: 'parameter', resource, valueFrom: resource };
}

/** A variable with a secret of this account and region, or with one key of the JSON object in it. */
export function injectedSecret(
  stack: Stack,
  variable: string,
  name: string,
  key?: string,
): InjectedValue {
  const arn = stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return {
    variable,
    kind: 'secret',
    // Secrets Manager ends each ARN with a hyphen and six characters of its own.
    resource: `${arn}-??????`,
    valueFrom: key ? `${arn}:${key}::` : arn,
  };
}

/** Grants to read exactly what is injected, and to decrypt secrets under the key. */
export function injectionGrants(
  injected: readonly InjectedValue[],
  key: IKey,
): Grant[] {
  const resources = (kind: InjectedValue['kind']) => [
    ...new Set(
      injected
        .filter(value => value.kind === kind)
        .map(({ resource }) => resource),
    ),
  ];
  const parameters = resources('parameter');
  const secrets = resources('secret');
  const grants: Grant[] = [
    {
      sid: 'InjectParameters',
      actions: ['ssm:GetParameters'],
      resources: parameters,
    },
    {
      sid: 'InjectSecrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: secrets,
    },
    {
      sid: 'DecryptSecrets',
      actions: ['kms:Decrypt'],
      resources: secrets.length > 0 ? [key.keyArn] : [],
    },
  ];
  return grants.filter(grant => grant.resources.length > 0);
}
