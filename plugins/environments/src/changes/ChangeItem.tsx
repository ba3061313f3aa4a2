import { Link } from '@backstage/core-components';
import type { Change } from '@plinth/plugin-environments-common';
import { Age } from '../components/Age';
import { People, Person } from '../components/Person';
import { ChangeBadge } from '../components/StatusBadges';
import { formatTime, shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { requestHrefOf } from '../requests/requestHref';
import { rollBackHref } from '../life/lifeSteps';

/** The facts of a change in the order in which they happened. */
function Timeline(props: { change: Change }) {
  const { entries } = props.change;
  return (
    <details>
      <summary>
        {entries.length === 1 ? '1 entry' : `${entries.length} entries`}
      </summary>
      <ol className={layout.list} style={{ marginTop: 8 }}>
        {entries.map(entry => (
          <li key={entry.id} className={layout.row}>
            <time dateTime={entry.at} className={layout.note}>
              {formatTime(entry.at)}
            </time>
            <span>
              {entry.url ? (
                <Link to={entry.url}>{entry.summary}</Link>
              ) : (
                entry.summary
              )}
            </span>
            {entry.actor && (
              <span className={layout.note}>
                <Person actor={entry.actor} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** One commit's story: what, who asked, who approved, which run; the entries on demand. */
export function ChangeItem(props: {
  change: Change;
  brief?: boolean;
  /** Entity reference of the unit, where one may ask that it goes back to what was deployed then. */
  rollBackOf?: string;
}) {
  const { change, brief, rollBackOf } = props;
  const {
    commit,
    pullRequest,
    requester,
    approvers = [],
    run,
    planHash,
  } = change;
  const requestPage = pullRequest && requestHrefOf(pullRequest.url);
  return (
    <article
      className={brief ? undefined : layout.panel}
      aria-label={change.title}
    >
      <div className={layout.stack} style={{ gap: 6 }}>
        <div className={layout.row}>
          <ChangeBadge status={change.status} />
          <strong>{change.title}</strong>
          <span className={layout.note}>
            <Age since={change.at} />
          </span>
        </div>
        <div className={`${layout.row} ${layout.note}`}>
          {commit && (
            <span>
              commit{' '}
              <Link to={commit.url} className={layout.mono} title={commit.sha}>
                {brief ? shortSha(commit.sha) : commit.sha}
              </Link>
            </span>
          )}
          {pullRequest && (
            <span>
              pull request{' '}
              <Link to={pullRequest.url}>#{pullRequest.number}</Link>
            </span>
          )}
          {requestPage && <Link to={requestPage}>Follow the request</Link>}
          {run && !brief && (
            <span>
              <Link to={run.url}>run {run.id}</Link>
            </span>
          )}
          {requester && (
            <span>
              requested by <Person actor={requester} />
            </span>
          )}
          {approvers.length > 0 && (
            <span>
              approved by <People actors={approvers} />
            </span>
          )}
          {rollBackOf && commit && change.status === 'deployed' && (
            <Link to={rollBackHref(rollBackOf, commit.sha)}>
              Roll back to this
            </Link>
          )}
          {planHash && !brief && (
            <span title={planHash}>
              plan <span className={layout.mono}>{planHash.slice(0, 12)}</span>
            </span>
          )}
        </div>
        {!brief && <Timeline change={change} />}
      </div>
    </article>
  );
}
