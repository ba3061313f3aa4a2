import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { Alert } from '@backstage/ui';
import type {
  DeploymentTimeline as Timeline,
  ResourceTimeline,
  StackTimeline,
} from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Empty, Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { StackLanes } from './StackLanes';

/** What one deployment did with each resource and when, stack by stack, with what most likely went wrong first. */
export function DeploymentTimeline(props: {
  entityRef: string;
  id: string;
  underWay: boolean;
}) {
  const { entityRef, id, underWay } = props;
  const api = useApi(environmentsApiRef);
  const { value, error, loading, retry } = usePolled(
    signal => api.getDeploymentTimeline(entityRef, id, { signal }),
    [entityRef, id],
    () => (underWay ? 3_000 : 60_000),
  );
  return (
    <div className={layout.stack}>
      {loading && <Loading label="Reading the timeline" lines={4} />}
      {error && (
        <Failure
          title="The timeline could not be read"
          error={error}
          retry={retry}
        />
      )}
      {value && <StaleBanner freshness={value.freshness} />}
      {value && <Stacks timeline={value} underWay={underWay} />}
      {value && <FreshnessNote freshness={value.freshness} />}
    </div>
  );
}

function Stacks(props: { timeline: Timeline; underWay: boolean }) {
  const { stacks, missing, truncated } = props.timeline;
  const [cause] = stacks.flatMap(stack =>
    stack.resources
      .filter(({ likelyCause }) => likelyCause)
      .map(resource => ({ stack, resource })),
  );
  return (
    <>
      {cause && <Cause {...cause} />}
      {missing.length > 0 && (
        <Alert
          role="status"
          status="warning"
          icon
          title="Not all of its events are kept"
          description={`It changed ${missing.join(', ')}, and nothing is stored of how: CloudFormation keeps the events of a stack for 90 days.`}
        />
      )}
      {truncated && (
        <Alert
          role="status"
          status="warning"
          icon
          title="There are more events"
          description="Only the first 5,000 are drawn; the AWS console has all of them."
        />
      )}
      {stacks.length === 0 && missing.length === 0 && (
        <Empty
          title={
            props.underWay
              ? 'No stack is being changed yet'
              : 'Nothing is known of its stacks'
          }
        >
          <p>
            {props.underWay
              ? 'What happens to each resource appears here as soon as CloudFormation begins.'
              : 'It changed nothing or ended before it began, or its events are no longer kept: CloudFormation keeps those of a stack for 90 days. The run says more.'}
          </p>
        </Empty>
      )}
      {stacks.map(stack => (
        <StackLanes key={`${stack.region}/${stack.stackName}`} stack={stack} />
      ))}
    </>
  );
}

/** The first failure that no other one explains, and why. */
function Cause(props: { stack: StackTimeline; resource: ResourceTimeline }) {
  const { stack, resource } = props;
  const failed = resource.phases.find(({ outcome }) => outcome === 'failed');
  return (
    <Alert
      role="status"
      status="danger"
      icon
      title={`Likely cause: ${resource.logicalId} (${resource.resourceType}) in ${stack.stackName}`}
      description={
        <>
          {failed?.reason ?? 'CloudFormation gave no reason.'}{' '}
          <Link to={resource.consoleUrl}>Look at it in the AWS console</Link>
        </>
      }
    />
  );
}
