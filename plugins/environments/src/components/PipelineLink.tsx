import { Link } from '@backstage/core-components';
import type { PipelineRun } from '@plinth/plugin-environments-common';
import layout from './layout.module.css';

const WORDS: Record<PipelineRun['status'], string> = {
  queued: 'queued',
  running: 'deploying',
  waiting: 'waits for approval',
  succeeded: 'run is over',
  failed: 'run failed',
  cancelled: 'run was cancelled',
  rejected: 'deployment was rejected',
};

/** What the pipeline does about what is merged, with the way to its run, where a reviewer lets it go ahead. */
export function PipelineLink(props: { pipeline: PipelineRun }) {
  const { status, run } = props.pipeline;
  return (
    <Link to={run.url} className={`${layout.note} ${layout.oneLine}`}>
      {WORDS[status]}
    </Link>
  );
}
