import type { ReadinessItem } from '@plinth/plugin-environments-common';
import { Badge, Tone } from '../components/Badge';
import { FreshnessNote } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { ReadinessBadge } from './ReadinessBadge';
import styles from './readiness.module.css';
import { useReadiness } from './useReadiness';

/** Whether the unit is complete: each line of its blueprint's checklist, and what is missing. Nothing without a checklist. */
export function ReadinessPanel(props: { entityRef: string }) {
  const { value, error, loading, retry } = useReadiness(props.entityRef);
  if (value?.status === 'NoChecklist') {
    return null;
  }
  return (
    <section className={layout.panel} aria-label="Readiness">
      <div className={layout.stack}>
        <div className={layout.row}>
          <h2 style={{ margin: 0 }}>Readiness</h2>
          {value && <ReadinessBadge readiness={value} />}
        </div>
        {loading && <Loading label="Reading the readiness" lines={3} />}
        {error && (
          <Failure
            title="The readiness could not be read"
            error={error}
            retry={retry}
          />
        )}
        {value?.status === 'Unknown' && (
          <p className={layout.note}>
            {value.freshness.reason ?? 'Its stacks have not been read yet.'}
          </p>
        )}
        {value && value.items.length > 0 && (
          <ul className={layout.list} aria-label="Checklist">
            {value.missingStacks.map(stack => (
              <li key={stack} className={layout.row}>
                <Badge tone="bad" label="Missing" />
                <span>Stack {stack} is not there</span>
              </li>
            ))}
            {value.items.map(item => (
              <ChecklistLine key={item.title} item={item} />
            ))}
          </ul>
        )}
        {value && <FreshnessNote freshness={value.freshness} />}
      </div>
    </section>
  );
}

function stateOf(item: ReadinessItem): [Tone, string] {
  if (!item.met) {
    return ['bad', 'Incomplete'];
  }
  return item.applies ? ['good', 'There'] : ['mute', 'Not made here'];
}

function ChecklistLine(props: { item: ReadinessItem }) {
  const { requirement, title, missing, notes } = props.item;
  const [tone, label] = stateOf(props.item);
  return (
    <li>
      <div className={layout.row}>
        <Badge tone={tone} label={label} />
        <span className={layout.mono}>{requirement}</span>
        <span>{title}</span>
      </div>
      {missing.length > 0 && (
        <ul className={styles.details} aria-label={`What ${title} is missing`}>
          {missing.map(what => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      )}
      {notes.map(note => (
        <p key={note} className={`${layout.note} ${styles.details}`}>
          {note}
        </p>
      ))}
    </li>
  );
}
