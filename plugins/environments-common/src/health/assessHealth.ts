import type {
  Alarm,
  DeploymentSummary,
  HealthStatus,
  PipelineRun,
  Reason,
} from '../types';
import { phraseOfPipeline } from './phraseOfPipeline';
import { severityOf, worstOf } from './severity';
import { healthOfStackStatus, phraseOfStackStatus } from './stackStatus';

/** What was read of one stack, as far as health depends on it. */
export interface StackFacts {
  name: string;
  /** CloudFormation's own status. */
  stackStatus: string;
  stackStatusReason?: string;
  /** Resources that failed in the last operation, the first failure first. */
  failures?: Array<{
    logicalId: string;
    resourceType?: string;
    message: string;
  }>;
  consoleUrl?: string;
}

/** What was read of one unit, as far as health depends on it. */
export interface HealthFacts {
  /** Stacks that exist, or existed when AWS last answered. */
  stacks: StackFacts[];
  /** Names of stacks that the unit should have. */
  expectedStacks: string[];
  alarms: Alarm[];
  /** The last deployment that included this unit. */
  lastDeployment?: DeploymentSummary;
  /** True once AWS has answered for the unit's account and region. */
  observed: boolean;
  /** Why AWS did not answer, when it has never answered. */
  unobservedReason?: string;
  /** True when a merged pull request or main contains the unit. */
  merged?: boolean;
  /** The run that has to deploy what is merged, or should have; undefined where nothing is behind. */
  pipeline?: PipelineRun;
  /**
   * Names of stacks of stage preview that existed once and are deleted.
   *
   * @default - none
   */
  endedStacks?: string[];
}

/** Health with its reasons, the worst first. */
export interface HealthAssessment {
  status: HealthStatus;
  reasons: Reason[];
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function reasonsOfStack(stack: StackFacts): Reason[] {
  const status = healthOfStackStatus(stack.stackStatus);
  if (status === 'Healthy') {
    return [];
  }
  const failures =
    status === 'Failed' || status === 'Degraded' ? (stack.failures ?? []) : [];
  const reasons: Reason[] = failures.map(failure => ({
    status,
    message: `${failure.logicalId}${
      failure.resourceType ? ` (${failure.resourceType})` : ''
    }: ${sentence(failure.message)}`,
    stack: stack.name,
    resource: failure.logicalId,
    url: stack.consoleUrl,
  }));
  const why =
    failures.length === 0 && stack.stackStatusReason
      ? ` ${sentence(stack.stackStatusReason)}`
      : '';
  reasons.push({
    status,
    message: `Stack ${stack.name} ${phraseOfStackStatus(stack.stackStatus)}.${why}`,
    stack: stack.name,
    url: stack.consoleUrl,
  });
  return reasons;
}

function reasonForMissing(name: string, facts: HealthFacts): Reason {
  const deployment = facts.lastDeployment;
  if (deployment?.outcome === 'running') {
    return {
      status: 'Progressing',
      message: `A deployment of commit ${deployment.commit.sha.slice(0, 7)} is running; stack ${name} does not exist yet.`,
      stack: name,
      url: deployment.run?.url,
    };
  }
  if (!facts.observed) {
    return {
      status: 'Unknown',
      message: facts.unobservedReason
        ? `Nothing is known of stack ${name}: ${sentence(facts.unobservedReason)}`
        : `Nothing is known of stack ${name} yet: AWS has not been asked.`,
      stack: name,
    };
  }
  if (facts.endedStacks?.includes(name)) {
    return {
      status: 'Missing',
      message: `Stack ${name} was deleted, as that of a preview is when its time to live is over. A change of the unit's folder creates it again.`,
      stack: name,
    };
  }
  if (facts.pipeline) {
    const { status, run } = facts.pipeline;
    return {
      status:
        status === 'queued' || status === 'running' ? 'Progressing' : 'Missing',
      message: `Stack ${name} does not exist yet. ${phraseOfPipeline(facts.pipeline)}`,
      stack: name,
      url: run.url,
    };
  }
  return {
    status: 'Missing',
    message: facts.merged
      ? `Stack ${name} does not exist: the unit is merged, and not deployed.`
      : `Stack ${name} does not exist.`,
    stack: name,
  };
}

function reasonOfDeployment(
  deployment: DeploymentSummary | undefined,
): Reason[] {
  if (!deployment) {
    return [];
  }
  const commit = deployment.commit.sha.slice(0, 7);
  const why = deployment.reason ? ` ${sentence(deployment.reason)}` : '';
  switch (deployment.outcome) {
    case 'failed':
    case 'rolledBack':
      return [
        {
          status: 'Degraded',
          message: `The last deployment, of commit ${commit}, ${
            deployment.outcome === 'failed' ? 'failed' : 'was rolled back'
          }.${why}`,
          url: deployment.run?.url,
        },
      ];
    case 'running':
      return [
        {
          status: 'Progressing',
          message: `A deployment of commit ${commit} is running.`,
          url: deployment.run?.url,
        },
      ];
    default:
      return [];
  }
}

/** A run that failed before it could report a deployment. */
function reasonOfPipeline(facts: HealthFacts): Reason[] {
  const { pipeline, lastDeployment } = facts;
  return pipeline?.status === 'failed' &&
    pipeline.run.id !== lastDeployment?.run?.id
    ? [
        {
          status: 'Degraded',
          message: `The pipeline's run for commit ${pipeline.commit.sha.slice(0, 7)} failed. What is merged is not deployed.`,
          url: pipeline.run.url,
        },
      ]
    : [];
}

function reasonOfAlarm(alarm: Alarm): Reason[] {
  if (alarm.state !== 'ALARM') {
    return [];
  }
  const why = alarm.reason ?? alarm.description;
  return [
    {
      status: 'Degraded',
      message: `Alarm ${alarm.name} is on${why ? `: ${sentence(why)}` : '.'}`,
      url: alarm.runbookUrl ?? alarm.consoleUrl,
    },
  ];
}

/**
 * Worst-of health of a unit: its stacks, its alarms and its last deployment. Reasons come worst first, and within one
 * severity in the order stacks, deployment, alarms; a healthy unit has none.
 */
export function assessHealth(facts: HealthFacts): HealthAssessment {
  const living = facts.stacks.filter(s => s.stackStatus !== 'DELETE_COMPLETE');
  const present = new Set(living.map(s => s.name));
  const missing = facts.expectedStacks.filter(name => !present.has(name));

  const ofStacks = [
    ...living.flatMap(reasonsOfStack).map(reason =>
      // A change set waits for execution while its deployment runs.
      reason.status === 'Missing' && facts.lastDeployment?.outcome === 'running'
        ? { ...reason, status: 'Progressing' as const }
        : reason,
    ),
    ...missing.map(name => reasonForMissing(name, facts)),
  ];
  const explained = ofStacks.some(
    r => severityOf(r.status) >= severityOf('Degraded'),
  );
  const ofDeployment = reasonOfDeployment(facts.lastDeployment).filter(
    reason =>
      // Do not say twice what the stacks already say better.
      !(reason.status === 'Degraded' && explained) &&
      !(reason.status === 'Progressing' && ofStacks.length > 0),
  );
  const reasons = [
    ...ofStacks,
    ...ofDeployment,
    ...reasonOfPipeline(facts),
    ...facts.alarms.flatMap(reasonOfAlarm),
  ].sort((a, b) => severityOf(b.status) - severityOf(a.status));

  return { status: worstOf(reasons.map(r => r.status)), reasons };
}
