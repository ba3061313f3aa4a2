import { conditionHolds, evaluate, evaluateObject } from './evaluate';
import type { Scope } from './Scope';
import type { Stack, StackOutput } from './model';
import type { CloudFormationStore } from './CloudFormationStore';
import type { Template } from './Template';

/** A template's outputs, evaluated. */
export function outputsOf(template: Template, scope: Scope): StackOutput[] {
  return Object.entries(template.outputs)
    .filter(([, output]) => conditionHolds(output.condition, scope))
    .map(([key, output]) => ({
      key,
      value: String(evaluateObject({ value: output.value }, scope).value ?? ''),
      description: output.description,
      exportName:
        output.exportName === undefined
          ? undefined
          : String(evaluate(output.exportName, scope)),
    }));
}

/** Throws if the stack exports a name that another has taken, or changes or drops one that others import. */
export function checkExports(
  stack: Stack,
  before: StackOutput[],
  store: CloudFormationStore,
): void {
  for (const output of stack.outputs) {
    const other = store
      .list(stack)
      .find(
        item =>
          item.id !== stack.id &&
          item.status !== 'DELETE_COMPLETE' &&
          item.outputs.some(
            theirs =>
              output.exportName !== undefined &&
              theirs.exportName === output.exportName,
          ),
      );
    if (other) {
      throw new Error(
        `Export with name ${output.exportName} is already exported by stack ${other.name}. Rollback requested by user.`,
      );
    }
  }
  const gone = before.filter(
    output =>
      output.exportName !== undefined &&
      !stack.outputs.some(
        item =>
          item.exportName === output.exportName && item.value === output.value,
      ),
  );
  const user = importersOf(stack, gone, store);
  if (user) {
    const kept = stack.outputs.some(item => item.exportName === user.name);
    throw new Error(
      `Export ${user.name} cannot be ${kept ? 'updated' : 'deleted'} as it is in use by ${user.stacks.join(', ')}`,
    );
  }
}

/** The first of a stack's exports that others import, and who they are. */
export function importersOf(
  stack: Stack,
  outputs: StackOutput[],
  store: CloudFormationStore,
): { name: string; stacks: string[] } | undefined {
  const others = store
    .list(stack)
    .filter(item => item.id !== stack.id && item.status !== 'DELETE_COMPLETE');
  for (const { exportName } of outputs) {
    const stacks = others
      .filter(
        item => exportName !== undefined && item.imports.includes(exportName),
      )
      .map(item => item.name);
    if (exportName !== undefined && stacks.length > 0) {
      return { name: exportName, stacks };
    }
  }
  return undefined;
}
