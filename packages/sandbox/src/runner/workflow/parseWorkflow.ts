import { parseDocument } from 'yaml';
import { z } from 'zod';
import { conditionOf, expressionsIn, parseExpression } from '../expressions';
import {
  JobEntry,
  PERMISSION_AREAS,
  StepEntry,
  WorkflowFile,
  workflowFileSchema,
} from './schema';
import type {
  Concurrency,
  Job,
  Permissions,
  RunDefaults,
  Step,
  Workflow,
} from './workflow';
import { triggersOf } from './triggersOf';

/** A workflow file that cannot be run; the message names each reason with its place. */
class WorkflowFileError extends Error {
  constructor(
    readonly path: string,
    readonly problems: readonly string[],
  ) {
    super(`Invalid workflow file ${path}: ${problems.join('; ')}`);
    this.name = 'WorkflowFileError';
  }
}

/**
 * Reads a workflow file.
 *
 * GitHub's own `@actions/workflow-parser` accepts the whole syntax, and loads only through a bundler: it is an ES
 * module that imports JSON without the attribute that Node asks for. What the runner needs is the opposite of
 * lenient, too: to name the first thing that it would not carry out. So the file is read with `yaml` and a strict
 * schema, and a test runs the reference parser over the same files, so that what passes here passes on GitHub.
 */
export function parseWorkflow(path: string, source: string): Workflow {
  const document = parseDocument(source, { merge: true });
  const [error] = document.errors;
  if (error) {
    throw new WorkflowFileError(path, [error.message.split('\n')[0]]);
  }
  const parsed = workflowFileSchema.safeParse(document.toJS());
  if (!parsed.success) {
    throw new WorkflowFileError(path, problemsOf(parsed.error.issues));
  }
  const file = parsed.data;
  const problems: string[] = [];
  const jobs = inOrder(file, problems).map(id =>
    jobOf(id, file.jobs[id], problems),
  );
  checkExpressions(document.toJS(), '', problems);
  if (problems.length > 0) {
    throw new WorkflowFileError(path, problems);
  }
  return {
    path,
    name: String(file.name ?? path),
    ...(file['run-name'] && { runName: file['run-name'] }),
    triggers: triggersOf(file.on),
    ...(file.permissions && { permissions: permissionsOf(file.permissions) }),
    env: file.env ?? {},
    defaults: defaultsOf(file.defaults),
    ...(file.concurrency && { concurrency: concurrencyOf(file.concurrency) }),
    jobs,
  };
}

function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  above: PropertyKey[] = [],
): string[] {
  return issues.flatMap(issue => {
    const path = [...above, ...issue.path];
    const place = path.map(String).join('.') || 'the file';
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map(
          key =>
            `${[...path, key].map(String).join('.')} is not supported by this runner`,
        );
      case 'invalid_union': {
        // The branch that went deepest is the one that was meant.
        const depth = (branch: readonly z.core.$ZodIssue[]) =>
          Math.max(
            ...branch.map(
              each =>
                each.path.length + (each.code === 'unrecognized_keys' ? 1 : 0),
            ),
          );
        const [deepest] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
        return deepest && depth(deepest) > 0
          ? problemsOf(deepest, path)
          : [`${place} has a value that this runner does not support`];
      }
      case 'invalid_value':
        return [
          `${place} must be one of ${issue.values.join(', ')} for this runner`,
        ];
      default:
        return [`${place}: ${issue.message}`];
    }
  });
}

/** Job ids so that each stands after what it needs. */
function inOrder(file: WorkflowFile, problems: string[]): string[] {
  const ids = Object.keys(file.jobs);
  const done: string[] = [];
  const visit = (id: string, above: string[]) => {
    if (done.includes(id)) {
      return;
    }
    if (above.includes(id)) {
      problems.push(`jobs need each other: ${[...above, id].join(' → ')}`);
      return;
    }
    for (const needed of file.jobs[id].needs ?? []) {
      if (ids.includes(needed)) {
        visit(needed, [...above, id]);
      } else {
        problems.push(`jobs.${id}.needs names "${needed}", which is no job`);
      }
    }
    done.push(id);
  };
  ids.forEach(id => visit(id, []));
  return done;
}

function jobOf(id: string, entry: JobEntry, problems: string[]): Job {
  for (const label of entry['runs-on']) {
    if (/windows|macos/i.test(label)) {
      problems.push(
        `jobs.${id}.runs-on: ${label} is not supported by this runner`,
      );
    }
  }
  const { environment, strategy } = entry;
  return {
    id,
    ...(entry.name !== undefined && { name: entry.name }),
    needs: entry.needs ?? [],
    ...(entry.if !== undefined && { if: entry.if }),
    ...(entry.permissions && { permissions: permissionsOf(entry.permissions) }),
    ...(environment && {
      environment:
        typeof environment === 'string' ? { name: environment } : environment,
    }),
    ...(entry.concurrency && { concurrency: concurrencyOf(entry.concurrency) }),
    outputs: entry.outputs ?? {},
    env: entry.env ?? {},
    defaults: defaultsOf(entry.defaults),
    ...(strategy && {
      strategy: {
        matrix: strategy.matrix,
        failFast: strategy['fail-fast'] ?? true,
        ...(strategy['max-parallel'] && {
          maxParallel: strategy['max-parallel'],
        }),
      },
    }),
    continueOnError: entry['continue-on-error'] ?? false,
    timeoutMinutes: entry['timeout-minutes'] ?? 360,
    steps: entry.steps.map((each, index) =>
      stepOf(`jobs.${id}.steps.${index}`, each, problems),
    ),
  };
}

function stepOf(place: string, entry: StepEntry, problems: string[]): Step {
  if ((entry.run === undefined) === (entry.uses === undefined)) {
    problems.push(`${place} must have either run or uses`);
  }
  return {
    ...(entry.id && { id: entry.id }),
    ...(entry.name !== undefined && { name: entry.name }),
    ...(entry.if !== undefined && { if: entry.if }),
    ...(entry.run !== undefined && { run: entry.run }),
    ...(entry.uses !== undefined && { uses: entry.uses }),
    with: entry.with ?? {},
    env: entry.env ?? {},
    ...(entry.shell && { shell: entry.shell }),
    ...(entry['working-directory'] && {
      workingDirectory: entry['working-directory'],
    }),
    continueOnError: entry['continue-on-error'] ?? false,
    ...(entry['timeout-minutes'] !== undefined && {
      timeoutMinutes: entry['timeout-minutes'],
    }),
  };
}

function permissionsOf(
  entry: NonNullable<WorkflowFile['permissions']>,
): Permissions {
  if (typeof entry !== 'string') {
    return Object.fromEntries(
      Object.entries(entry).map(([area, access]) => [area, access ?? 'none']),
    );
  }
  const all = entry === 'read-all' ? 'read' : 'write';
  return Object.fromEntries(
    PERMISSION_AREAS.map(area => [
      area,
      area === 'id-token' && all === 'read' ? 'none' : all,
    ]),
  );
}

function concurrencyOf(
  entry: NonNullable<WorkflowFile['concurrency']>,
): Concurrency {
  return typeof entry === 'string'
    ? { group: entry, cancelInProgress: false }
    : {
        group: entry.group,
        cancelInProgress: entry['cancel-in-progress'] ?? false,
      };
}

function defaultsOf(entry: WorkflowFile['defaults']): RunDefaults {
  const run = entry?.run;
  return {
    ...(run?.shell && { shell: run.shell }),
    ...(run?.['working-directory'] && {
      workingDirectory: run['working-directory'],
    }),
  };
}

/** Parses every expression in the file, so that a misspelt one fails before anything runs. */
function checkExpressions(
  value: unknown,
  place: string,
  problems: string[],
): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      checkExpressions(inner, place ? `${place}.${key}` : key, problems);
    }
    return;
  }
  if (typeof value !== 'string') {
    return;
  }
  try {
    const isCondition = /^jobs\.[^.]+(?:\.steps\.\d+)?\.if$/.test(place);
    const expressions = isCondition
      ? [conditionOf(value)].filter(each => each !== '')
      : expressionsIn(value);
    expressions.forEach(parseExpression);
  } catch (error) {
    problems.push(`${place}: ${(error as Error).message}`);
  }
}
