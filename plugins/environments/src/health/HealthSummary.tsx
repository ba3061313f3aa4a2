import { Link } from '@backstage/core-components';
import {
  endingOf,
  type DeploymentSummary,
  type DriftSummary,
  type Health,
  type StackHealth,
} from '@plinth/plugin-environments-common';
import { Age } from '../components/Age';
import { PipelineLink } from '../components/PipelineLink';
import { HealthBadge, SyncBadge } from '../components/StatusBadges';
import { shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { LastFailure } from '../deployments/LastFailure';
import { DriftCheckButton } from './DriftCheckButton';
import { RepairLinks } from './RepairLinks';

const OUTCOMES: Record<DeploymentSummary['outcome'], string> = {
  running: 'is running',
  succeeded: 'succeeded',
  failed: endingOf('failed'),
  rolledBack: endingOf('rolledBack'),
};

/** When drift was last looked for in all of the stacks: "in sync" is as old as that. */
function DriftChecked(props: { stacks: readonly StackHealth[] }) {
  const { stacks } = props;
  if (stacks.length === 0) {
    return null;
  }
  const times = stacks.flatMap(({ drift }) => drift.checkedAt ?? []).sort();
  const checkedAt = times.length === stacks.length ? times[0] : undefined;
  return (
    <>
      <span className={layout.note}>
        {checkedAt ? (
          <>
            Drift last checked <Age since={checkedAt} />
          </>
        ) : (
          'Drift has not been checked everywhere yet'
        )}
      </span>
      <DriftCheckButton checkedAt={checkedAt} />
    </>
  );
}

/** Health and sync in a row, with why, what the pipeline does about it, and how old it is. */
export function Verdict(props: { health: Health }) {
  const { status, sync, syncReason, pipeline, stacks } = props.health;
  return (
    <div className={layout.row}>
      <HealthBadge status={status} size="large" />
      <SyncBadge status={sync} title={syncReason} />
      {syncReason && <span>{syncReason}</span>}
      {stacks.some(({ drift }) => drift.driftedResources) && <RepairLinks />}
      {pipeline && <PipelineLink pipeline={pipeline} />}
      <DriftChecked stacks={stacks} />
    </div>
  );
}

/** What the last look for drift in a stack found, how much of it CloudFormation could check, and when that was. */
export function DriftNote(props: { drift: DriftSummary }) {
  const { checkedAt } = props.drift;
  return (
    <>
      {describeDrift(props.drift)}
      {checkedAt && (
        <>
          ; last checked <Age since={checkedAt} />
        </>
      )}
    </>
  );
}

/** Drift coverage in words: what CloudFormation could check, of all there is. */
function describeDrift(drift: DriftSummary): string {
  const { status, checkedResources, totalResources, driftedResources, reason } =
    drift;
  if (status === 'NOT_CHECKED') {
    return reason
      ? `drift could not be checked: ${reason}`
      : 'drift has not been checked yet';
  }
  const share =
    totalResources > 0
      ? ` (${Math.floor((checkedResources / totalResources) * 100)} %)`
      : '';
  const coverage = `${checkedResources} of ${totalResources} resources can be checked for drift${share}`;
  const found = driftedResources
    ? `${driftedResources} drifted; ${coverage}`
    : coverage;
  return reason ? `${found}; the last check told nothing: ${reason}` : found;
}

/** The last deployment, with its commit, pull request and run. */
export function LastDeployment(props: { deployment: DeploymentSummary }) {
  const { outcome, commit, pullRequest, run, startedAt, finishedAt, reason } =
    props.deployment;
  return (
    <p style={{ margin: 0 }}>
      Last deployment {OUTCOMES[outcome]}{' '}
      <Age since={finishedAt ?? startedAt} />: commit{' '}
      <Link to={commit.url} className={layout.mono}>
        {shortSha(commit.sha)}
      </Link>
      {commit.committedAt && (
        <>
          {' '}
          of <Age since={commit.committedAt} />
        </>
      )}
      {pullRequest && (
        <>
          , pull request <Link to={pullRequest.url}>#{pullRequest.number}</Link>
        </>
      )}
      {run && (
        <>
          , <Link to={run.url}>run</Link>
        </>
      )}
      {reason && <span className={layout.note}> {reason}</span>}
    </p>
  );
}

/** The verdict, the reason first. */
export function HealthSummary(props: { health: Health }) {
  const { reasons, lastDeployment, lastFailure, stacks } = props.health;
  return (
    <section className={layout.panel} aria-label="Health">
      <div className={layout.stack}>
        <Verdict health={props.health} />
        <LastFailure failure={lastFailure} />
        {reasons.length > 0 && (
          <ul className={layout.list}>
            {reasons.map(reason => (
              <li
                key={`${reason.stack}/${reason.resource}/${reason.message}`}
                className={layout.row}
              >
                <HealthBadge status={reason.status} />
                <span>
                  {reason.resource && <strong>{reason.resource}: </strong>}
                  {reason.message}
                </span>
                {reason.url && <Link to={reason.url}>Look further</Link>}
              </li>
            ))}
          </ul>
        )}
        {lastDeployment && !lastFailure && (
          <LastDeployment deployment={lastDeployment} />
        )}
        {stacks.map(stack => (
          <p key={stack.name} className={layout.note}>
            {stack.name}: <DriftNote drift={stack.drift} />
          </p>
        ))}
      </div>
    </section>
  );
}
