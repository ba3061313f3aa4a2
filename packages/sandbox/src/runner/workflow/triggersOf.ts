import type { TriggerEvent } from '../../github';
import type { WorkflowFile } from './schema';
import type { EventFilter, Triggers, WorkflowInput } from './workflow';

type On = WorkflowFile['on'];
type OnEvents = Exclude<On, string | readonly string[]>;
type Filters = Partial<
  Record<
    | 'branches'
    | 'branches-ignore'
    | 'tags'
    | 'tags-ignore'
    | 'paths'
    | 'paths-ignore'
    | 'types'
    | 'workflows',
    string[]
  >
>;

/** Puts the three ways to write `on` into one. */
export function triggersOf(on: On): Triggers {
  if (typeof on === 'string' || Array.isArray(on)) {
    const names: TriggerEvent[] = typeof on === 'string' ? [on] : on;
    return {
      events: Object.fromEntries(names.map(name => [name, {}])),
      crons: [],
      inputs: {},
    };
  }
  const events: Partial<Record<TriggerEvent, EventFilter>> = {};
  if (on.push !== undefined) {
    events.push = filterOf(on.push ?? {});
  }
  if (on.pull_request !== undefined) {
    events.pull_request = filterOf(on.pull_request ?? {});
  }
  if (on.merge_group !== undefined) {
    events.merge_group = filterOf(on.merge_group ?? {});
  }
  if (on.workflow_run) {
    events.workflow_run = filterOf(on.workflow_run);
  }
  if (on.schedule) {
    events.schedule = {};
  }
  if (on.workflow_dispatch !== undefined) {
    events.workflow_dispatch = {};
  }
  return {
    events,
    crons: on.schedule?.map(each => each.cron) ?? [],
    inputs: inputsOf(on),
  };
}

function filterOf(entry: Filters): EventFilter {
  return {
    ...(entry.types && { types: entry.types }),
    ...(entry.workflows && { workflows: entry.workflows }),
    ...(entry.branches && { branches: entry.branches }),
    ...(entry['branches-ignore'] && {
      branchesIgnore: entry['branches-ignore'],
    }),
    ...(entry.tags && { tags: entry.tags }),
    ...(entry['tags-ignore'] && { tagsIgnore: entry['tags-ignore'] }),
    ...(entry.paths && { paths: entry.paths }),
    ...(entry['paths-ignore'] && { pathsIgnore: entry['paths-ignore'] }),
  };
}

function inputsOf(on: OnEvents): Record<string, WorkflowInput> {
  const inputs = Object.entries(on.workflow_dispatch?.inputs ?? {});
  return Object.fromEntries(
    inputs.map(([name, entry]) => [
      name,
      {
        type: entry?.type ?? 'string',
        required: entry?.required ?? false,
        ...(entry?.default !== undefined && { default: entry.default }),
        ...(entry?.options && { options: entry.options }),
      },
    ]),
  );
}
