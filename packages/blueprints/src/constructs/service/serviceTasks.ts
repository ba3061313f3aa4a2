import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { WorkloadLogs } from '../logs/WorkloadLogs';
import type { BlueGreenServiceProps } from './BlueGreenService';
import type { InjectedValue } from './injectedValues';
import { executionRole } from './serviceRoles';

const COLLECTOR = 'public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1';

/** What a container with a read-only root writes to. */
const SCRATCH = 'tmp';

/** The tasks of a service: its container, and on request a collector of metrics and traces beside it. */
export function taskDefinition(
  scope: Construct,
  props: BlueGreenServiceProps,
  logs: WorkloadLogs,
): CfnTaskDefinition {
  const logConfiguration = (prefix: string) => ({
    logDriver: 'awslogs',
    options: {
      'awslogs-group': logs.logGroup.logGroupName,
      'awslogs-region': Stack.of(scope).region,
      'awslogs-stream-prefix': prefix,
    },
  });
  const tasks = new CfnTaskDefinition(scope, 'Tasks', {
    family: `${props.cluster.name}-${props.name}`,
    cpu: String(props.cpu),
    memory: String(props.memoryMiB),
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    runtimePlatform: {
      cpuArchitecture: 'X86_64',
      operatingSystemFamily: 'LINUX',
    },
    executionRoleArn: executionRole(scope, props, logs).roleArn,
    taskRoleArn: props.taskRole.roleArn,
    containerDefinitions: [
      ...(props.preparation
        ? [
            {
              name: props.preparation.name,
              image: props.preparation.image,
              // A container that others wait for must be able to end.
              essential: false,
              readonlyRootFilesystem: true,
              entryPoint: ['sh', '-c'],
              command: [props.preparation.script],
              environment: listed(props.preparation.variables),
              secrets: secretsOf(props.preparation.injected),
              logConfiguration: logConfiguration(props.preparation.name),
            },
          ]
        : []),
      {
        name: 'service',
        image: props.image,
        essential: true,
        portMappings: [
          { name: 'http', containerPort: props.port, appProtocol: 'http' },
        ],
        environment: listed(variablesOf(props)),
        secrets: props.injected && secretsOf(props.injected),
        ...(props.preparation && {
          dependsOn: [
            { containerName: props.preparation.name, condition: 'SUCCESS' },
          ],
        }),
        linuxParameters: { initProcessEnabled: true },
        ...(props.readOnly && {
          readonlyRootFilesystem: true,
          mountPoints: [
            {
              sourceVolume: SCRATCH,
              containerPath: '/tmp',
              readOnly: false,
            },
          ],
        }),
        stopTimeout: 30,
        logConfiguration: logConfiguration('service'),
      },
      ...(props.collectorParameterArn
        ? [
            {
              name: 'collector',
              image: COLLECTOR,
              // Metrics may stop without stopping the service.
              essential: false,
              secrets: [
                {
                  name: 'AOT_CONFIG_CONTENT',
                  valueFrom: props.collectorParameterArn,
                },
              ],
              logConfiguration: logConfiguration('collector'),
            },
          ]
        : []),
    ],
    volumes: props.readOnly ? [{ name: SCRATCH }] : undefined,
  });
  acknowledge(
    tasks,
    'AwsSolutions-ECS2',
    props.variables
      ? 'The variables are names and addresses; what is secret comes from Secrets Manager when a task starts.'
      : 'The one variable is the path of the configuration in Parameter Store, which holds no secret; values are read there at run time.',
  );
  return tasks;
}

function variablesOf({
  configurationPath,
  variables,
}: BlueGreenServiceProps): Record<string, string> {
  return {
    ...(configurationPath && { PLINTH_CONFIGURATION: configurationPath }),
    ...variables,
  };
}

function listed(variables: Readonly<Record<string, string>>) {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}

function secretsOf(injected: readonly InjectedValue[]) {
  return injected.map(({ variable, valueFrom }) => ({
    name: variable,
    valueFrom,
  }));
}
