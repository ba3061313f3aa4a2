import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Alert, Button, ButtonLink } from '@backstage/ui';
import type {
  RequestAddress,
  RequestStory,
} from '@plinth/plugin-environments-common';
import { useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { Age } from '../components/Age';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { People, Person } from '../components/Person';
import { reasonOf } from '../components/reasonOf';
import { Screen } from '../components/Screen';
import { Failure, Loading } from '../components/states';
import { LiveNote } from '../live/LiveNote';
import { useLivePolled } from '../live/useLivePolled';
import { PhaseBadge } from './PhaseBadge';
import { RequestDeployments } from './RequestDeployments';
import { RequestPlan } from './RequestPlan';
import { RequestSteps } from './RequestSteps';
import styles from './RequestSteps.module.css';

const MOVING: ReadonlyArray<RequestStory['phase']> = ['planning', 'deploying'];

/** One request, from what it asks to what runs of it, and what to do next. */
export function RequestPage(props: { address: RequestAddress }) {
  const { address } = props;
  const api = useApi(environmentsApiRef);
  const { value, error, loading, retry, live } = useLivePolled(
    signal => api.getRequest(address, { signal }),
    [address],
    story => (story && MOVING.includes(story.phase) ? 3_000 : 10_000),
  );
  return (
    <Screen
      title={value?.title ?? `Request #${address.number}`}
      note={`${address.owner}/${address.repo} #${address.number}`}
    >
      <div className={layout.stack}>
        {loading && <Loading label="Reading the request" />}
        {error && (
          <Failure
            title="The request could not be read"
            error={error}
            retry={retry}
          />
        )}
        {value && (
          <>
            <StaleBanner freshness={value.freshness} />
            <Turn story={value} address={address} onNudged={retry} />
            {value.problem && <Problem problem={value.problem} />}
            <div className={styles.columns}>
              <section className={layout.panel} aria-label="Progress">
                <h2>Progress</h2>
                <RequestSteps steps={value.steps} />
              </section>
              <div className={layout.stack}>
                <Asked story={value} />
                <RequestPlan plan={value.plan} />
                <Reviews story={value} />
                {value.state === 'merged' && (
                  <RequestDeployments
                    deployments={value.deployments}
                    deployed={value.steps.some(
                      ({ step, state }) =>
                        step === 'deployment' && state === 'done',
                    )}
                  />
                )}
              </div>
            </div>
            <div className={layout.row}>
              <FreshnessNote freshness={value.freshness} />
              <LiveNote live={live} />
            </div>
          </>
        )}
      </div>
    </Screen>
  );
}

/** Where it stands and whose turn it is, with the way to do it, or to remind them. */
function Turn(props: {
  story: RequestStory;
  address: RequestAddress;
  onNudged: () => void;
}) {
  const { story, address, onNudged } = props;
  const { turn, nudge, phase, url } = story;
  const api = useApi(environmentsApiRef);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const [mentioned, setMentioned] = useState<string[]>();
  const remind = async () => {
    setAsking(true);
    setFailure(undefined);
    try {
      setMentioned((await api.nudgeRequest(address)).mentioned);
      onNudged();
    } catch (caught) {
      setFailure(caught as Error);
    } finally {
      setAsking(false);
    }
  };
  return (
    <section className={layout.panel} aria-label="Whose turn it is">
      <div className={styles.turn}>
        <div className={layout.stack} style={{ gap: 8 }}>
          <div className={layout.row}>
            <PhaseBadge phase={phase} size="large" />
            {turn && (
              <span className={layout.note}>
                since <Age since={turn.since} suffix="" />
              </span>
            )}
          </div>
          {turn && (
            <p style={{ margin: 0 }}>
              {turn.who.length > 0 && (
                <>
                  <strong>
                    <People actors={turn.who} />
                  </strong>
                  {': '}
                </>
              )}
              {turn.what}
            </p>
          )}
        </div>
        <div className={layout.row}>
          {turn && turn.role !== 'pipeline' && (
            <Button
              variant="secondary"
              isDisabled={!nudge.allowed || asking}
              onPress={remind}
            >
              Remind them
            </Button>
          )}
          <ButtonLink href={turn?.url ?? url} variant="primary">
            {turn?.url && turn.url !== url ? 'Go there' : 'Open pull request'}
          </ButtonLink>
        </div>
      </div>
      {mentioned && (
        <p className={layout.note} role="status">
          {mentioned.join(', ')} reminded, in a comment on the pull request.
        </p>
      )}
      {!mentioned && turn && turn.role !== 'pipeline' && nudge.reason && (
        <p className={layout.note}>{nudge.reason}</p>
      )}
      {failure && (
        <Alert
          role="alert"
          status="warning"
          icon
          title="They could not be reminded"
          description={reasonOf(failure)}
        />
      )}
    </section>
  );
}

function Problem(props: { problem: NonNullable<RequestStory['problem']> }) {
  const { what, remedy, url } = props.problem;
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={what}
      description={
        <>
          {remedy}{' '}
          {url && (
            <Link to={url} style={{ textDecoration: 'underline' }}>
              Look there
            </Link>
          )}
        </>
      }
    />
  );
}

/** Who asked, for which units, and with which values. */
function Asked(props: { story: RequestStory }) {
  const { requester, template, createdAt, units, answers, files, author } =
    props.story;
  const changes = answers?.some(({ before }) => before !== undefined);
  return (
    <section className={layout.panel} aria-label="What is asked for">
      <h2>What is asked for</h2>
      <div className={layout.stack} style={{ gap: 8 }}>
        <p style={{ margin: 0 }}>
          <Person actor={requester ?? author} />{' '}
          {template ? `asked with ${template}` : 'opened the pull request'}{' '}
          <Age since={createdAt} />
          {files !== undefined && (
            <span className={layout.note}>
              {' '}
              · {files} {files === 1 ? 'file' : 'files'}
            </span>
          )}
        </p>
        <p style={{ margin: 0 }}>
          {units.length === 0 && 'It changes no environment or tenant.'}
          {units.map(({ path, entityRef, exists }, index) => (
            <span key={path}>
              {index > 0 && ', '}
              {exists ? (
                <EntityRefLink entityRef={entityRef}>{path}</EntityRefLink>
              ) : (
                path
              )}
            </span>
          ))}
        </p>
        {answers === undefined && (
          <p className={layout.note}>
            The portal has not read its values; the pull request has them.
          </p>
        )}
        {answers && answers.length > 0 && (
          <div className={layout.scroll}>
            <table className={layout.table}>
              <thead>
                <tr>
                  {units.length > 1 && <th>Unit</th>}
                  <th>Value</th>
                  {changes && <th>Before</th>}
                  <th>{changes ? 'After' : 'Asked for'}</th>
                </tr>
              </thead>
              <tbody>
                {answers.map(({ unit, field, before, after }) => (
                  <tr key={`${unit} ${field}`}>
                    {units.length > 1 && <td>{unit}</td>}
                    <td className={layout.mono}>{field}</td>
                    {changes && <td>{before ?? '–'}</td>}
                    <td>{after ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}

const VERDICTS: Record<RequestStory['reviews'][number]['state'], string> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'asked for changes',
  COMMENTED: 'commented',
  DISMISSED: 'was dismissed',
};

/** Who reviewed it, which approvals count, and what is missing. */
function Reviews(props: { story: RequestStory }) {
  const { reviews, missing } = props.story;
  return (
    <section className={layout.panel} aria-label="Review">
      <h2>Review</h2>
      {reviews.length === 0 && (
        <p className={layout.note}>Nobody has reviewed it yet.</p>
      )}
      <ul className={layout.list}>
        {reviews.map(({ by, state, at, counts, reason }, index) => (
          <li key={index} className={layout.row}>
            <Person actor={by} /> {VERDICTS[state]} <Age since={at} />
            {state === 'APPROVED' && counts && (
              <span className={layout.note}>counts</span>
            )}
            {reason && (
              <span className={layout.note}>does not count: {reason}</span>
            )}
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <>
          <h3 style={{ marginTop: 12 }}>Missing</h3>
          <ul>
            {missing.map(each => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
