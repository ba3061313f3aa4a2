import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import type { StackEvent } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { Age } from '../components/Age';
import { shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePaged } from '../hooks/usePaged';
import styles from './ResourceTree.module.css';

/** What CloudFormation did with a resource, the newest first, each with the commit that it was for. */
export function ResourcePast(props: {
  entityRef: string;
  stack: string;
  resource: string;
}) {
  const api = useApi(environmentsApiRef);
  const { entityRef, stack, resource } = props;
  const { items, error, retry, hasOlder, loadOlder } = usePaged<StackEvent>(
    (cursor, signal) =>
      api.getStackEvents(entityRef, stack, { resource, cursor }, { signal }),
    [entityRef, stack, resource],
    () => 15_000,
  );
  if (error && !items) {
    return (
      <Failure title="Its past could not be read" error={error} retry={retry} />
    );
  }
  if (!items) {
    return <Loading label={`Reading the past of ${resource}`} lines={2} />;
  }
  if (items.length === 0) {
    return (
      <p className={layout.note}>
        No event of it is kept: CloudFormation has those of 90 days.
      </p>
    );
  }
  return (
    <div className={layout.stack}>
      <div
        className={`${layout.scroll} ${styles.scroll}`}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys scroll it, too
        tabIndex={0}
        role="region"
        aria-label={`Events of ${resource}`}
      >
        <table className={layout.table} aria-label={`Past of ${resource}`}>
          <thead>
            <tr>
              <th scope="col">Status</th>
              <th scope="col">When</th>
              <th scope="col">Commit</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, at, status, reason, commit, run }) => (
              <tr key={id}>
                <td className={layout.mono}>{status}</td>
                <td className={layout.oneLine}>
                  <Age since={at} />
                </td>
                <td>
                  {commit ? (
                    <>
                      <Link
                        to={commit.url}
                        className={layout.mono}
                        title={commit.message}
                      >
                        {shortSha(commit.sha)}
                      </Link>
                      {run && (
                        <>
                          {' '}
                          <Link to={run.url}>run {run.id}</Link>
                        </>
                      )}
                    </>
                  ) : (
                    '–'
                  )}
                </td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {error && (
        <Failure
          title="Older events could not be read"
          error={error}
          retry={loadOlder}
        />
      )}
      {hasOlder && (
        <div>
          <Button variant="secondary" size="small" onPress={loadOlder}>
            Show older events
          </Button>
        </div>
      )}
    </div>
  );
}
