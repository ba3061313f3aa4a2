import { Link } from '@backstage/core-components';
import type {
  StackHealth,
  StackResource,
} from '@plinth/plugin-environments-common';
import layout from '../components/layout.module.css';
import { HealthBadge } from '../components/StatusBadges';
import { driftInWords } from './driftInWords';
import { ResourcePast } from './ResourcePast';
import styles from './ResourceTree.module.css';
import { stackAnchor } from './stackAnchor';

/** What is known of one resource, and where one goes from it: to the console, its construct, its source and its past. */
export function ResourceDetails(props: {
  entityRef: string;
  stack: StackHealth;
  stacks: readonly StackHealth[];
  resource: StackResource;
  id?: string;
}) {
  const { entityRef, stack, stacks, resource, id } = props;
  const { logicalId, physicalId, constructPath, consoleUrl } = resource;
  const nested = stacks.find(
    ({ stackId }) => stackId !== undefined && stackId === physicalId,
  );
  return (
    <div id={id}>
      <dl className={styles.details}>
        <dt>Status</dt>
        <dd>
          <span className={layout.mono}>{resource.status}</span>
          {resource.reason && <>: {resource.reason}</>}
        </dd>
        <dt>Drift</dt>
        <dd>{driftInWords(resource)}</dd>
        {nested && (
          <>
            <dt>Nested stack</dt>
            <dd className={layout.row}>
              <a href={`#${stackAnchor(nested)}`}>{nested.name}</a>
              <HealthBadge status={nested.status} />
            </dd>
          </>
        )}
        {constructPath && (
          <>
            <dt>Construct</dt>
            <dd className={layout.mono}>
              {stack.name}/{constructPath}
            </dd>
          </>
        )}
        {stack.sourceUrl && (
          <>
            <dt>Source</dt>
            <dd>
              <Link to={stack.sourceUrl}>stack.ts of the deployed commit</Link>
            </dd>
          </>
        )}
        <dt>Logical ID</dt>
        <dd className={layout.mono}>{logicalId}</dd>
        {physicalId && (
          <>
            <dt>Physical ID</dt>
            <dd className={layout.mono}>{physicalId}</dd>
          </>
        )}
        {consoleUrl && (
          <>
            <dt>AWS console</dt>
            <dd>
              <Link to={consoleUrl}>Look at {logicalId}</Link>
            </dd>
          </>
        )}
      </dl>
      <div className={styles.past}>
        <ResourcePast
          entityRef={entityRef}
          stack={stack.name}
          resource={logicalId}
        />
      </div>
    </div>
  );
}
