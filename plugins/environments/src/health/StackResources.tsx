import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import {
  resourceTree,
  type StackHealth,
  type StackResource,
} from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { driftInWords } from './driftInWords';
import { ResourceTree } from './ResourceTree';

/** The resources of a stack: as a tree of the constructs that make them, or as a list where those are not known. */
export function StackResources(props: {
  entityRef: string;
  stack: StackHealth;
  stacks: readonly StackHealth[];
}) {
  const api = useApi(environmentsApiRef);
  const { entityRef, stack } = props;
  const resources = usePolled(
    signal => api.getStackResources(entityRef, stack.name, { signal }),
    [entityRef, stack.name],
    () => 15_000,
  );
  if (resources.error && !resources.value) {
    return (
      <Failure
        title="The resources could not be read"
        error={resources.error}
        retry={resources.retry}
      />
    );
  }
  if (!resources.value) {
    return <Loading label="Reading the resources" lines={3} />;
  }
  const { items } = resources.value;
  if (items.length === 0) {
    return <p className={layout.note}>CloudFormation lists no resource.</p>;
  }
  if (items.some(({ constructPath }) => constructPath)) {
    return <ResourceTree {...props} nodes={resourceTree(items)} />;
  }
  return (
    <>
      <p className={layout.note}>
        Which construct makes each resource is not known:{' '}
        {stack.provenance
          ? 'the pipeline that deployed it last did not say so yet. Its next deployment does.'
          : 'the stack was not deployed by the pipeline.'}
      </p>
      <ResourceTable stack={stack.name} items={items} />
    </>
  );
}

function ResourceTable(props: {
  stack: string;
  items: readonly StackResource[];
}) {
  const { stack, items } = props;
  return (
    <div className={layout.scroll}>
      <table className={layout.table} aria-label={`Resources of ${stack}`}>
        <thead>
          <tr>
            <th scope="col">Logical ID</th>
            <th scope="col">Type</th>
            <th scope="col">Physical ID</th>
            <th scope="col">Status</th>
            <th scope="col">Drift</th>
          </tr>
        </thead>
        <tbody>
          {items.map(resource => (
            <tr key={resource.logicalId}>
              <td>
                {resource.consoleUrl ? (
                  <Link to={resource.consoleUrl}>{resource.logicalId}</Link>
                ) : (
                  resource.logicalId
                )}
              </td>
              <td>{resource.resourceType}</td>
              <td className={layout.mono}>{resource.physicalId}</td>
              <td className={layout.mono}>{resource.status}</td>
              <td>{driftInWords(resource)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
