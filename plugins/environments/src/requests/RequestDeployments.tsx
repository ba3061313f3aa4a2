import { Link } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { RequestDeployment } from '@plinth/plugin-environments-common';
import { Age } from '../components/Age';
import { formatTime } from '../components/format';
import layout from '../components/layout.module.css';
import { PipelineLink } from '../components/PipelineLink';
import { HealthBadge, SyncBadge } from '../components/StatusBadges';

const OUTCOMES: Record<
  NonNullable<RequestDeployment['deployment']>['outcome'],
  string
> = {
  running: 'is being deployed',
  succeeded: 'deployed',
  failed: 'failed',
  rolledBack: 'was rolled back',
};

/** What became of a merged request in each unit, with the events of its stacks as they come. */
export function RequestDeployments(props: {
  deployments: readonly RequestDeployment[];
  /** Whether all of them ended as they should. */
  deployed: boolean;
}) {
  return (
    <section className={layout.panel} aria-label="Deployment">
      <h2>Deployment</h2>
      {props.deployments.length === 0 && (
        <p className={layout.note}>
          It changes no environment or tenant, so nothing is deployed.
        </p>
      )}
      <div className={layout.stack}>
        {props.deployments.map(each => (
          <Unit key={each.unit} deployment={each} deployed={props.deployed} />
        ))}
      </div>
    </section>
  );
}

function Unit(props: { deployment: RequestDeployment; deployed: boolean }) {
  const { unit, entityRef, deployment, pipeline, health, events } =
    props.deployment;
  return (
    <article aria-label={unit}>
      <div className={layout.row}>
        <strong>
          {health ? (
            <EntityRefLink entityRef={entityRef}>{unit}</EntityRefLink>
          ) : (
            unit
          )}
        </strong>
        {health && <HealthBadge status={health.status} />}
        {health && <SyncBadge status={health.sync} />}
        {deployment?.run && (
          <Link to={deployment.run.url}>
            {OUTCOMES[deployment.outcome]}{' '}
            <Age since={deployment.finishedAt ?? deployment.startedAt} />
          </Link>
        )}
        {pipeline && <PipelineLink pipeline={pipeline} />}
        {!deployment && !pipeline && (
          <span className={layout.note}>
            {props.deployed
              ? 'The portal has no report of this deployment.'
              : 'The pipeline has not begun yet.'}
          </span>
        )}
      </div>
      {deployment?.reason && <p>{deployment.reason}</p>}
      {health?.reason && <p className={layout.note}>{health.reason}</p>}
      {events.length > 0 && (
        <div className={layout.scroll}>
          <table className={layout.table}>
            <thead>
              <tr>
                <th>When</th>
                <th>Resource</th>
                <th>Status</th>
              </tr>
            </thead>
            <tbody>
              {events.map(event => (
                <tr key={event.id}>
                  <td className={layout.oneLine}>
                    <time dateTime={event.at}>{formatTime(event.at)}</time>
                  </td>
                  <td>
                    {event.logicalId}
                    <div className={layout.note}>{event.resourceType}</div>
                  </td>
                  <td>
                    {event.status}
                    {event.reason && (
                      <div className={layout.note}>{event.reason}</div>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </article>
  );
}
