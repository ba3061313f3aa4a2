import { Link } from '@backstage/core-components';
import { Button, ButtonLink } from '@backstage/ui';
import type { Deployment } from '@plinth/plugin-environments-common';
import { Age } from '../components/Age';
import { formatCents, formatDuration, shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { People, Person } from '../components/Person';
import { rollBackHref } from '../life/lifeSteps';
import { DeploymentBadge } from './DeploymentBadge';
import styles from './deployments.module.css';
import { DeploymentTimeline } from './DeploymentTimeline';
import { isUnderWay } from './useDeployments';

/** One deployment: how it went, of what, who had a hand in it, what it cost, and what can be done from here. */
export function DeploymentItem(props: {
  entityRef: string;
  deployment: Deployment;
  /** Whether its timeline is shown. */
  open: boolean;
  onToggle(): void;
  /** Whether one may ask that the unit goes back to it. */
  rollBack: boolean;
}) {
  const { entityRef, deployment, open, onToggle, rollBack } = props;
  const { id, status, title, commit, run, changesUrl } = deployment;
  const timelineId = `timeline-${id}`;
  return (
    <li>
      <article className={layout.panel} aria-label={title}>
        <div className={styles.item}>
          <div className={styles.state}>
            <DeploymentBadge status={status} />
            <span className={layout.note}>
              <When deployment={deployment} />
            </span>
          </div>
          <div className={styles.what}>
            <strong>{title}</strong>
            <div className={`${layout.row} ${layout.note}`}>
              <span>
                <Link
                  to={commit.url}
                  className={layout.mono}
                  title={commit.sha}
                >
                  {shortSha(commit.sha)}
                </Link>
                {commit.author && <> by {commit.author}</>}
              </span>
              {deployment.pullRequest && (
                <Link to={deployment.pullRequest.url}>
                  #{deployment.pullRequest.number}
                </Link>
              )}
              <Link to={run.url}>run {run.id}</Link>
            </div>
            <Hands deployment={deployment} />
            {deployment.reason && (
              <p className={styles.reason}>{deployment.reason}</p>
            )}
          </div>
          <Plan deployment={deployment} />
          <div className={styles.actions}>
            {changesUrl && (
              <Link to={changesUrl} aria-label={`What changed by ${title}`}>
                What changed
              </Link>
            )}
            <Button
              size="small"
              variant="secondary"
              aria-expanded={open}
              aria-controls={open ? timelineId : undefined}
              aria-label={`Timeline of ${title}`}
              onPress={onToggle}
            >
              Timeline
            </Button>
            {rollBack && (
              <ButtonLink
                size="small"
                variant="secondary"
                href={rollBackHref(entityRef, commit.sha)}
                aria-label={`Roll back to this: ${shortSha(commit.sha)}, ${title}`}
              >
                Roll back to this
              </ButtonLink>
            )}
          </div>
        </div>
        {open && (
          <div id={timelineId} className={styles.timeline}>
            <DeploymentTimeline
              entityRef={entityRef}
              id={id}
              underWay={isUnderWay(deployment)}
            />
          </div>
        )}
      </article>
    </li>
  );
}

function When({ deployment }: { deployment: Deployment }) {
  const { startedAt, finishedAt, status } = deployment;
  return (
    <>
      <Age since={startedAt} />
      {finishedAt && status !== 'rejected' && (
        <> · took {formatDuration(startedAt, finishedAt)}</>
      )}
    </>
  );
}

/** Who asked for it, who approved it, and who let it go ahead or has to. */
function Hands({ deployment }: { deployment: Deployment }) {
  const { requester, approvers, reviews = [], waitingFor = [] } = deployment;
  return (
    <div className={`${layout.row} ${layout.note}`}>
      {requester && (
        <span>
          requested by <Person actor={requester} />
        </span>
      )}
      {approvers && (
        <span>
          approved by <People actors={approvers} />
        </span>
      )}
      {reviews.map(({ environment, state, reviewer, comment }, index) => (
        // One person may say the same of two attempts
        <span key={`${environment} ${reviewer} ${index}`} title={comment}>
          {state === 'approved' ? 'let into' : 'kept out of'} {environment} by{' '}
          <Person actor={reviewer} />
          {comment && state === 'rejected' && <>: {comment}</>}
        </span>
      ))}
      {waitingFor.map(({ environment, reviewers }) => (
        <span key={environment}>
          waits for{' '}
          {reviewers.length > 0 ? <People actors={reviewers} /> : 'a reviewer'}{' '}
          to let it into {environment}
        </span>
      ))}
    </div>
  );
}

/** What was planned: how much changes, and by how much it changes the month. */
function Plan({ deployment }: { deployment: Deployment }) {
  const { plan } = deployment;
  if (!plan) {
    return (
      <div className={`${styles.plan} ${layout.note}`}>No plan is recorded</div>
    );
  }
  const { hash, changes, monthlyCostDelta, url } = plan;
  const words =
    changes === undefined
      ? `Plan ${hash.slice(0, 12)}`
      : `${changes} ${changes === 1 ? 'resource' : 'resources'} planned`;
  return (
    <div className={styles.plan}>
      <span title={hash}>{url ? <Link to={url}>{words}</Link> : words}</span>
      {monthlyCostDelta !== undefined && (
        <span className={layout.note}>
          {monthlyCostDelta < 0 ? '−' : '+'}
          {formatCents(Math.abs(monthlyCostDelta))} a month
        </span>
      )}
    </div>
  );
}
