import { useApi } from '@backstage/core-plugin-api';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { formatTime } from '../components/format';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';

/** The newest events of a stack, the reason of a failure beside it. */
export function StackEvents(props: { entityRef: string; stack: string }) {
  const api = useApi(environmentsApiRef);
  const { entityRef, stack } = props;
  const events = usePolled(
    signal => api.getStackEvents(entityRef, stack, {}, { signal }),
    [entityRef, stack],
    () => 5_000,
  );
  if (events.error && !events.value) {
    return (
      <Failure
        title="The events could not be read"
        error={events.error}
        retry={events.retry}
      />
    );
  }
  if (!events.value) {
    return <Loading label="Reading the events" lines={3} />;
  }
  return (
    <div className={layout.scroll}>
      <table className={layout.table} aria-label={`Events of ${stack}`}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Resource</th>
            <th scope="col">Status</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {events.value.items.map(event => (
            <tr key={event.id}>
              <td>{formatTime(event.at)}</td>
              <td>
                {event.logicalId}
                <div className={layout.note}>{event.resourceType}</div>
              </td>
              <td className={layout.mono}>{event.status}</td>
              <td>{event.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
