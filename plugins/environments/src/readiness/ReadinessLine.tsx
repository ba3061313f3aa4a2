import { useReadiness } from './useReadiness';
import { ReadinessBadge } from './ReadinessBadge';
import { reasonOf } from '../components/reasonOf';
import layout from '../components/layout.module.css';

/** Readiness on the overview: the verdict and the first thing missing. Nothing where there is no checklist to speak of. */
export function ReadinessLine(props: { entityRef: string }) {
  const { value, error } = useReadiness(props.entityRef);
  if (error && !value) {
    return (
      <p className={layout.note}>
        The readiness could not be read: {reasonOf(error)}
      </p>
    );
  }
  if (value?.status !== 'Ready' && value?.status !== 'NotReady') {
    return null;
  }
  const first = value.items.find(item => !item.met);
  const [stack] = value.missingStacks;
  return (
    <div className={layout.row}>
      <ReadinessBadge readiness={value} />
      {stack && <span className={layout.note}>Stack {stack} is not there</span>}
      {!stack && first && (
        <span className={layout.note}>
          {first.title}: {first.missing[0]}
        </span>
      )}
    </div>
  );
}
