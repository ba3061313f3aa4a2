import { parse } from 'yaml';

/** The name a workflow gives itself. */
export function workflowName(text: string): string | undefined {
  const name: unknown = safeParse(text)?.name;
  return typeof name === 'string' ? name : undefined;
}

/** True when a workflow can be started by hand. */
export function isDispatchable(text: string): boolean {
  const on: unknown = safeParse(text)?.on;
  if (typeof on === 'string') {
    return on === 'workflow_dispatch';
  }
  return Array.isArray(on)
    ? on.includes('workflow_dispatch')
    : typeof on === 'object' && on !== null && 'workflow_dispatch' in on;
}

/** A workflow that is no YAML has no name and no triggers; whoever runs it says what is wrong. */
function safeParse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(text);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}
