import { randomUUID } from 'node:crypto';
import type { Collection, DocumentStore } from '../documents';
import type { WorkflowRun, WorkflowTrigger } from '../github';
import type { RunnerHost } from './RunnerHost';
import { isTriggeredBy, parseWorkflow, Workflow } from './workflow';

const BOT = 'github-actions[bot]';
const SKIP = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/;

/** An event that was heard and is not yet acted on. */
export interface PendingTrigger {
  readonly id: string;
  readonly trigger: WorkflowTrigger;
}

/** A run that an event started. */
export interface StartedRun {
  readonly run: WorkflowRun;
  readonly workflow: Workflow;
}

/** Makes runs of events. An event is written down before anything is done about it. */
export class TriggerInbox {
  readonly #host: RunnerHost;
  readonly #documents: DocumentStore;
  readonly #triggers: Collection<PendingTrigger>;

  constructor(host: RunnerHost, documents: DocumentStore) {
    this.#host = host;
    this.#documents = documents;
    this.#triggers = documents.collection('runner.triggers');
  }

  /** Those that are not yet runs. */
  left(): PendingTrigger[] {
    return this.#triggers.values();
  }

  /** Writes an event down; undefined for one that starts no workflow at all. */
  keep(trigger: WorkflowTrigger): PendingTrigger | undefined {
    if (isByWorkflow(trigger) || isSkipped(trigger)) {
      return undefined;
    }
    const pending = { id: randomUUID(), trigger };
    this.#triggers.put(pending.id, pending);
    return pending;
  }

  /** Makes the runs that an event starts; `opened` is called for each in the transaction that makes it. */
  async begin(
    { id, trigger }: PendingTrigger,
    opened: (run: WorkflowRun) => void,
  ): Promise<StartedRun[]> {
    const { actions } = this.#host;
    const files = await actions.workflowFiles(trigger.repo, trigger.sha);
    const started: StartedRun[] = [];
    this.#documents.transaction(() => {
      for (const [path, source] of files) {
        const workflow = this.#read(trigger, path, source);
        if (workflow && isTriggeredBy(workflow, trigger)) {
          const { name } = workflow;
          const run = actions.createRun({ trigger, path, name });
          if (trigger.needsApproval) {
            actions.updateRun(run.id, {
              status: 'completed',
              conclusion: 'action_required',
            });
          } else {
            opened(run);
            started.push({ run, workflow });
          }
        }
      }
      this.#triggers.delete(id);
    });
    return started;
  }

  /** Reads a workflow; one that cannot be read becomes a failed run that says why, where it might have been meant. */
  #read(
    trigger: WorkflowTrigger,
    path: string,
    source: string,
  ): Workflow | undefined {
    try {
      return parseWorkflow(path, source);
    } catch (error) {
      if (mayMean(trigger, path)) {
        const { actions } = this.#host;
        const run = actions.createRun({ trigger, path, name: path });
        actions.updateRun(run.id, {
          status: 'completed',
          conclusion: 'startup_failure',
          message: (error as Error).message,
        });
      }
      return undefined;
    }
  }
}

/** What a workflow does with its own token starts no further workflow, or they could go on for ever. */
function isByWorkflow(trigger: WorkflowTrigger): boolean {
  return (
    trigger.sender === BOT &&
    (trigger.event === 'push' || trigger.event === 'pull_request') &&
    !trigger.needsApproval
  );
}

function isSkipped({ event, payload }: WorkflowTrigger): boolean {
  const { head_commit: commit } = payload as {
    head_commit?: { message?: string } | null;
  };
  return event === 'push' && SKIP.test(commit?.message ?? '');
}

/** Whether an event could have been for a workflow of which nothing but the path is known. */
function mayMean(trigger: WorkflowTrigger, path: string): boolean {
  switch (trigger.event) {
    case 'push':
      return true;
    case 'pull_request':
      return ['opened', 'synchronize', 'reopened'].includes(
        trigger.action ?? '',
      );
    case 'workflow_dispatch':
      return trigger.workflow === path;
    default:
      return false;
  }
}
