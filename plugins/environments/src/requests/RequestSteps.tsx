import { Link } from '@backstage/core-components';
import type { RequestStep } from '@plinth/plugin-environments-common';
import { Age } from '../components/Age';
import layout from '../components/layout.module.css';
import styles from './RequestSteps.module.css';

const TITLES: Record<RequestStep['step'], string> = {
  asked: 'Asked for',
  pullRequest: 'Pull request',
  plan: 'Plan',
  review: 'Review',
  merge: 'Merge',
  deployment: 'Deployment',
  health: 'Health',
};

const STATES: Record<RequestStep['state'], [sign: string, words: string]> = {
  done: ['✓', 'done'],
  now: ['…', 'under way'],
  failed: ['✕', 'went wrong'],
  later: ['', 'comes later'],
  never: ['–', 'does not come'],
  unknown: ['?', 'not known'],
};

/** The way of a request, step by step. */
export function RequestSteps(props: { steps: readonly RequestStep[] }) {
  return (
    <ol className={styles.steps} aria-label="Steps">
      {props.steps.map(({ step, state, summary, at, url }) => (
        <li
          key={step}
          className={styles.step}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <span className={`${styles.mark} ${styles[state] ?? ''}`} aria-hidden>
            {STATES[state][0]}
          </span>
          <div>
            <p className={styles.title}>
              {TITLES[step]}
              <span className={layout.hidden}>, {STATES[state][1]}</span>
            </p>
            <p className={layout.note}>
              {url ? <Link to={url}>{summary}</Link> : summary}
              {at && (
                <>
                  {' · '}
                  <Age since={at} />
                </>
              )}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
