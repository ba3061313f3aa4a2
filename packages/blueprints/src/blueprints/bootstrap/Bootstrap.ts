import {
  DefaultStackSynthesizer,
  Duration,
  LegacyStackSynthesizer,
} from 'aws-cdk-lib/core';
import {
  ArnPrincipal,
  CompositePrincipal,
  CfnOIDCProvider,
  type IPrincipal,
  ServicePrincipal,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { parametersIn } from '../../base/blueprintsOf';
import {
  type Grant,
  LeastPrivilegeRole,
} from '../../constructs/role/LeastPrivilegeRole';
import { peopleWithSecondFactor } from '../../constructs/role/people';
import {
  deployConditions,
  furtherRepository,
  planConditions,
  READ_LAG_ACTIONS,
  READ_QUOTA_ACTIONS,
  type BootstrapParameters,
  type PipelineRepository,
  type TokenConditions,
} from '../../schema';
import { DeploymentBackend } from './DeploymentBackend';
import {
  accountGrant,
  identityGrants,
  platformPath,
  type Place,
  protectPlatform,
  readingGrants,
  serviceGrants,
} from './executionGrants';
import { WorkloadBoundary } from './WorkloadBoundary';
import {
  backendGrants,
  lookupGrants,
  readGrants,
  readSettings,
} from './platformGrants';

/**
 * The first stack of an account and region: what deploys all others, and who may use it. Nothing else (GOV-2).
 *
 * It needs no deployment backend itself: an operator with a second factor deploys it once, with their own credentials. An
 * account that has a backend already, such as that of `cdk bootstrap`, can get it from the pipeline.
 */
export class Bootstrap extends BlueprintStack<BootstrapParameters> {
  readonly backend: DeploymentBackend;
  readonly #place: Place;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, { ...props, synthesizer: synthesizerFor(scope, props) });
    const { unit, policy, parameters } = this;
    this.#place = {
      partition: this.partition,
      account: unit.account,
      region: unit.region,
    };
    this.backend = new DeploymentBackend(this, 'Backend', {
      unit,
      policy,
      qualifier: parameters.qualifier,
    });
    const named = parameters.roles ? this.#namedRoles() : undefined;
    this.#backendRoles(
      named?.deploy.role ?? new ArnPrincipal(this.#roleArn('deploy')),
      named?.plan.role ?? new ArnPrincipal(this.#roleArn('plan')),
    );
    this.publish(
      'AssetBucketName',
      this.backend.assets.bucket.bucketName,
      'Templates and assets',
    );
    this.publish(
      'ImageRepositoryName',
      this.backend.images.ref,
      'Container images',
    );
    this.publish(
      'BootstrapVersion',
      this.backend.versionParameter.attrValue,
      'What the CDK CLI looks for',
    );
  }

  #roleArn(name: string): string {
    return `arn:${this.partition}:iam::${this.account}:role/${this.parameters.rolePrefix}-${name}`;
  }

  #cdkRoleName(name: string): string {
    const { account, region } = this.#place;
    return `cdk-${this.parameters.qualifier}-${name}-role-${account}-${region}`;
  }

  /** Roles of people and of automation, apart (GOV-7); global in the account, so made in its first region. */
  #namedRoles() {
    const { parameters } = this;
    const { partition, account } = this.#place;
    const provider = parameters.createProvider
      ? new CfnOIDCProvider(this, 'Provider', {
          url: `https://${parameters.issuer}`,
          clientIdList: ['sts.amazonaws.com'],
        }).attrArn
      : `arn:${partition}:iam::${account}:oidc-provider/${parameters.issuer}`;
    const role = (
      id: string,
      name: string,
      description: string,
      assumedBy: IPrincipal,
      grants: Grant[],
    ) => {
      const made = new LeastPrivilegeRole(this, id, {
        assumedBy,
        description,
        grants,
        roleName: `${parameters.rolePrefix}-${name}`,
        policyPath: platformPath(parameters.rolePrefix),
        maxSessionDuration: Duration.hours(1),
      });
      readSettings(made);
      this.publish(`${id}Arn`, made.roleArn, description);
      return made;
    };
    const cdkRoles = (names: string[]): Grant => ({
      sid: 'UseBackend',
      actions: ['sts:AssumeRole'],
      resources: names.map(
        name =>
          `arn:${partition}:iam::${account}:role/cdk-${parameters.qualifier}-${name}-role-${account}-*`,
      ),
      wildcard: 'One role of the backend in each region of this account.',
    });
    new WorkloadBoundary(this, 'Boundary', {
      place: this.#place,
      rolePrefix: parameters.rolePrefix,
    });
    return {
      deploy: role(
        'DeployRole',
        'deploy',
        'Deploys merged commits',
        this.#pipelines(provider, each => this.#mayDeploy(each)),
        [
          cdkRoles(['deploy', 'file-publishing', 'image-publishing', 'lookup']),
          ...readGrants(this.#place, READ_LAG_ACTIONS),
        ],
      ),
      plan: role(
        'PlanRole',
        'plan',
        'Reads what pull requests would change, and what drifted',
        this.#pipelines(provider, each =>
          planConditions(parameters.issuer, each),
        ),
        [cdkRoles(['lookup']), ...readGrants(this.#place, READ_QUOTA_ACTIONS)],
      ),
      read: role(
        'ReadRole',
        'read',
        'Shows stacks, alarms and cost in the portal',
        new ArnPrincipal(
          `arn:${partition}:iam::${parameters.portalAccount ?? account}:root`,
        ).withConditions({
          StringEquals: { 'aws:PrincipalTag/plinth:component': 'portal' },
        }),
        readGrants(this.#place),
      ),
      operator: role(
        'OperatorRole',
        'operator',
        'People who repair stacks, with a second factor',
        peopleWithSecondFactor(this),
        [
          ...readGrants(this.#place),
          {
            sid: 'RepairStacks',
            actions: [
              'cloudformation:CancelUpdateStack',
              'cloudformation:ContinueUpdateRollback',
              'cloudformation:RollbackStack',
            ],
            resources: [`arn:${partition}:cloudformation:*:${account}:stack/*`],
            wildcard:
              'An operator frees any stack of this account that is stuck, and cannot change what it holds.',
          },
        ],
      ),
    };
  }

  /** Tokens of the repositories' runs that say exactly this, and no others: each repository has a statement of its own. */
  #pipelines(
    providerArn: string,
    conditionsOf: (repository: PipelineRepository) => TokenConditions,
  ): IPrincipal {
    const { parameters } = this;
    const [own, ...further] = [
      parameters,
      ...(parameters.furtherRepositories ?? []).map(each =>
        furtherRepository(each, parameters.branch),
      ),
    ].map(
      each => new WebIdentityPrincipal(providerArn, { ...conditionsOf(each) }),
    );
    return further.length > 0 ? new CompositePrincipal(own, ...further) : own;
  }

  #mayDeploy(repository: PipelineRepository): TokenConditions {
    const { parameters } = this;
    return deployConditions(
      parameters.issuer,
      repository,
      parameters.approval === 'environment' ? this.unit.stage : undefined,
    );
  }

  /** The roles that the CDK CLI assumes, under the names it looks for. */
  #backendRoles(deployer: IPrincipal, planner: IPrincipal): void {
    const { parameters } = this;
    const grants = backendGrants(this.backend, this.#place);
    const policyPath = platformPath(parameters.rolePrefix);
    const execution = new LeastPrivilegeRole(this, 'ExecutionRole', {
      assumedBy: new ServicePrincipal('cloudformation.amazonaws.com'),
      description: 'CloudFormation, when it changes stacks',
      roleName: this.#cdkRoleName('cfn-exec'),
      policyPath,
      grants: [
        ...identityGrants(this.#place, parameters.rolePrefix),
        protectPlatform(
          this.#place,
          parameters.rolePrefix,
          parameters.qualifier,
        ),
      ],
    });
    execution.allowApart(
      'Services',
      ...serviceGrants(parameters.services, this.#place),
      ...(parameters.createAccounts ? [accountGrant()] : []),
    );
    execution.allowApart(
      'Reading',
      ...readingGrants(parameters.services, this.#place),
    );
    new LeastPrivilegeRole(this, 'FilePublishingRole', {
      assumedBy: deployer,
      description: 'Uploads templates and files',
      roleName: this.#cdkRoleName('file-publishing'),
      policyPath,
      grants: grants.files,
    });
    new LeastPrivilegeRole(this, 'ImagePublishingRole', {
      assumedBy: deployer,
      description: 'Pushes container images',
      roleName: this.#cdkRoleName('image-publishing'),
      policyPath,
      grants: grants.images,
    });
    new LeastPrivilegeRole(this, 'LookupRole', {
      assumedBy: new CompositePrincipal(planner, deployer),
      description: 'Reads stacks for a plan',
      roleName: this.#cdkRoleName('lookup'),
      policyPath,
      grants: lookupGrants(this.#place),
    });
    new LeastPrivilegeRole(this, 'DeployActionRole', {
      assumedBy: deployer,
      description: 'Starts deployments of stacks',
      roleName: this.#cdkRoleName('deploy'),
      policyPath,
      grants: [
        ...grants.deploy,
        {
          sid: 'PassExecutionRole',
          actions: ['iam:PassRole'],
          resources: [execution.roleArn],
        },
      ],
    });
  }
}

/**
 * An operator's own credentials create the stack: no role is assumed, and the template is sent inline, which the synthesizer
 * called legacy alone does (the bootstrapless one still assumes the roles of a backend).
 *
 * `parametersIn` refuses a unit that breaks a rule, as the base class would right after.
 */
function synthesizerFor(scope: Construct, { unit }: UnitStackProps) {
  return parametersIn(scope, unit).deployedBy === 'pipeline'
    ? new DefaultStackSynthesizer()
    : new LegacyStackSynthesizer();
}
