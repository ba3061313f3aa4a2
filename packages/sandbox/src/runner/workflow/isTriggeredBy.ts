import type { WorkflowTrigger } from '../../github';
import { matchesPattern } from './matchesPattern';
import type { EventFilter, Workflow } from './workflow';

const DEFAULT_PULL_REQUEST_TYPES = ['opened', 'synchronize', 'reopened'];

/** Whether an event starts a workflow, by its filters. */
export function isTriggeredBy(
  workflow: Workflow,
  trigger: WorkflowTrigger,
): boolean {
  const filter = workflow.triggers.events[trigger.event];
  if (!filter) {
    return false;
  }
  if (trigger.workflow !== undefined && trigger.workflow !== workflow.path) {
    return false;
  }
  switch (trigger.event) {
    case 'push':
      return pushMatches(filter, trigger);
    case 'pull_request':
      return (
        (filter.types ?? DEFAULT_PULL_REQUEST_TYPES).includes(
          trigger.action ?? '',
        ) &&
        nameMatches(
          trigger.baseRef ?? '',
          filter.branches,
          filter.branchesIgnore,
        ) &&
        pathsMatch(filter, trigger.changedFiles)
      );
    case 'workflow_run':
      return followMatches(filter, trigger);
    default:
      return true;
  }
}

function pushMatches(filter: EventFilter, trigger: WorkflowTrigger): boolean {
  const filtersBranches = filter.branches ?? filter.branchesIgnore;
  const filtersTags = filter.tags ?? filter.tagsIgnore;
  if (trigger.ref.startsWith('refs/tags/')) {
    // A filter on branches alone leaves tags out, and the other way round. Paths do not count for tags.
    return filtersTags
      ? nameMatches(
          trigger.ref.slice('refs/tags/'.length),
          filter.tags,
          filter.tagsIgnore,
        )
      : !filtersBranches;
  }
  if (!filtersBranches && filtersTags) {
    return false;
  }
  return (
    nameMatches(
      trigger.ref.replace(/^refs\/heads\//, ''),
      filter.branches,
      filter.branchesIgnore,
    ) && pathsMatch(filter, trigger.changedFiles)
  );
}

function followMatches(
  filter: EventFilter,
  { action = '', follows }: WorkflowTrigger,
): boolean {
  return (
    follows !== undefined &&
    filter.workflows?.includes(follows.workflow) === true &&
    (filter.types?.includes(action) ?? true) &&
    nameMatches(follows.branch, filter.branches, filter.branchesIgnore)
  );
}

function nameMatches(
  name: string,
  wanted: readonly string[] | undefined,
  ignored: readonly string[] | undefined,
): boolean {
  return (
    (!wanted || matchesPattern(name, wanted)) &&
    (!ignored || !matchesPattern(name, ignored))
  );
}

function pathsMatch(filter: EventFilter, changed: readonly string[]): boolean {
  const { paths, pathsIgnore } = filter;
  return (
    (!paths || changed.some(file => matchesPattern(file, paths))) &&
    (!pathsIgnore || changed.some(file => !matchesPattern(file, pathsIgnore)))
  );
}
