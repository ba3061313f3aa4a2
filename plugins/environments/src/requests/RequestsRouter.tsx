import { useApi } from '@backstage/core-plugin-api';
import { Navigate, Route, Routes, useParams } from 'react-router-dom';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Screen } from '../components/Screen';
import { Empty, Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { requestHref } from './requestHref';
import { RequestPage } from './RequestPage';

/** Pages of requests: by pull request, and by the scaffolder task that asked. */
export function RequestsRouter() {
  return (
    <Routes>
      <Route path="/tasks/:task" element={<OfTask />} />
      <Route path="/:owner/:repo/:number" element={<OfPullRequest />} />
      <Route path="*" element={<NoRequest />} />
    </Routes>
  );
}

function OfPullRequest() {
  const { owner = '', repo = '', number = '' } = useParams();
  return /^[1-9]\d{0,9}$/.test(number) ? (
    <RequestPage address={{ owner, repo, number: Number(number) }} />
  ) : (
    <NoRequest />
  );
}

/** A pull request that was just opened is read within moments. */
function OfTask() {
  const { task = '' } = useParams();
  const api = useApi(environmentsApiRef);
  const { value, error, loading, retry } = usePolled(
    signal => api.getRequestOfTask(task, { signal }),
    [task],
    () => 5_000,
  );
  if (value) {
    return <Navigate to={requestHref(value)} replace />;
  }
  return (
    <Screen title="Request">
      {loading && <Loading label="Looking for the request" />}
      {error && (
        <Failure
          title="The request could not be found"
          error={error}
          retry={retry}
        />
      )}
    </Screen>
  );
}

function NoRequest() {
  return (
    <Screen title="Request">
      <Empty title="There is no request at this address">
        <p className={layout.note}>
          A request has the address of its pull request: owner, repository and
          number.
        </p>
      </Empty>
    </Screen>
  );
}
