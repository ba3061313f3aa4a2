import { Link } from '@backstage/core-components';
import { Alert } from '@backstage/ui';
import {
  endingOf,
  type DeploymentFailure,
} from '@plinth/plugin-environments-common';
import { formatTime, shortSha } from '../components/format';

/** That the last deployment did not succeed, when, and what to do next; nothing where it did. */
export function LastFailure(props: { failure: DeploymentFailure | undefined }) {
  if (!props.failure) {
    return null;
  }
  const { status, at, commit, run, reason, remedy } = props.failure;
  return (
    <Alert
      role="status"
      status={status === 'cancelled' ? 'warning' : 'danger'}
      icon
      title={`Last deployment ${endingOf(status)} at ${formatTime(at)}`}
      description={
        <>
          {reason && <>{reason} </>}
          Commit <Link to={commit.url}>{shortSha(commit.sha)}</Link> is merged,
          and does not run here. {remedy} <Link to={run.url}>Run {run.id}</Link>
        </>
      }
    />
  );
}
