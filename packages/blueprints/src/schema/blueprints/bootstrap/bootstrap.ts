import { defineBlueprint } from '../../blueprint';
import { reviewedEnvironment } from '../../pipelineAccess';
import type { Stage } from '../../stages';
import { bootstrapForm } from './bootstrapForm';
import {
  bootstrapParameters,
  EXECUTION_SERVICES,
  type ExecutionService,
} from './bootstrapParameters';
import { checkBootstrap } from './checkBootstrap';
import { bootstrapFindings } from './bootstrapFindings';
import { bootstrapFixed } from './bootstrapFixed';

/** Services that no blueprint for workloads needs. */
const NOT_BY_DEFAULT: readonly ExecutionService[] = [
  'codedeploy',
  'config',
  'dynamodb',
  'organizations',
  'ram',
  'sso',
  'states',
];

/** What the foundation of an organisation needs besides, in its shared services account alone. */
const SHARED_SERVICES: readonly ExecutionService[] = [
  'config',
  'organizations',
  'ram',
  'sso',
];

function defaultServices(stage: Stage): ExecutionService[] {
  return EXECUTION_SERVICES.filter(
    service =>
      !NOT_BY_DEFAULT.includes(service) ||
      (stage === 'shared' && SHARED_SERVICES.includes(service)),
  );
}

/** The deployment backend of one account and region, version 1.0.0. */
export const bootstrap = defineBlueprint({
  name: 'bootstrap',
  version: '1.0.0',
  kind: 'environment',
  title: 'Bootstrap',
  description:
    'The deployment backend of an account and region, its OIDC wiring, and roles for people and automation. Nothing else.',
  stages: ['dev', 'staging', 'production', 'shared'],
  stackClass: 'Bootstrap',
  parameters: bootstrapParameters,
  accepted: bootstrapFindings,
  form: bootstrapForm,
  defaults: stage => ({
    branch: 'main',
    approval: reviewedEnvironment(stage)
      ? ('environment' as const)
      : ('branch' as const),
    issuer: 'token.actions.githubusercontent.com',
    createProvider: true,
    roles: true,
    rolePrefix: 'plinth',
    qualifier: 'plinth',
    services: defaultServices(stage),
    createAccounts: false,
  }),
  example: () => ({
    repository: 'acme/infrastructure',
    deployedBy: 'pipeline' as const,
  }),
  check: checkBootstrap,
  fixed: bootstrapFixed,
  sizes: {
    first: {},
    every: { services: [...EXECUTION_SERVICES] },
    second: { createProvider: false, roles: false },
  },
});
