import type { Template } from '../synthesizeUnit';

interface Statement {
  Sid?: string;
  Effect: string;
  Action?: string | string[];
  NotAction?: unknown;
  Resource?: unknown;
  Principal?: unknown;
}

/** A statement of a policy, and where it was found. */
export interface FoundStatement {
  readonly path: string;
  readonly statement: Statement;
}

/** Every statement of every policy document anywhere in the template. */
export function policyStatements(template: Template): FoundStatement[] {
  const found: FoundStatement[] = [];
  const walk = (node: unknown, path: string) => {
    if (Array.isArray(node)) {
      node.forEach((item, index) => walk(item, `${path}[${index}]`));
    } else if (node && typeof node === 'object') {
      const { Statement: statements } = node as { Statement?: unknown };
      if (Array.isArray(statements)) {
        statements.forEach((statement, index) =>
          found.push({
            path: `${path}.Statement[${index}]`,
            statement: statement as Statement,
          }),
        );
      }
      for (const [key, item] of Object.entries(node)) {
        walk(item, path ? `${path}.${key}` : key);
      }
    }
  };
  walk(template.Resources ?? {}, '');
  return found;
}

/** Policies that no identity has: what they allow is at most the boundary of one. */
function limits(template: Template): string[] {
  return Object.entries(template.Resources ?? {})
    .filter(
      ([id, { Type, Properties }]) =>
        Type === 'AWS::IAM::ManagedPolicy' &&
        !Properties?.Roles &&
        !Properties?.Users &&
        !Properties?.Groups &&
        !Object.values(template.Resources ?? {}).some(other =>
          JSON.stringify(other.Properties?.ManagedPolicyArns ?? []).includes(
            `{"Ref":"${id}"}`,
          ),
        ),
    )
    .map(([id]) => id);
}

/**
 * Statements that allow too much: every action on every resource, a whole service on every resource, or all but a list.
 *
 * A resource policy's `*` is its own resource: such statements have a principal, and only their `*` actions count.
 */
export function excessiveStatements(template: Template): string[] {
  const list = (value: unknown) => (Array.isArray(value) ? value : [value]);
  const unattached = limits(template);
  return policyStatements(template)
    .filter(({ path }) => !unattached.includes(path.split('.')[0]))
    .filter(({ statement }) => statement.Effect === 'Allow')
    .filter(({ statement }) => {
      if (statement.NotAction !== undefined) {
        return true;
      }
      const actions = list(statement.Action).map(String);
      if (actions.includes('*')) {
        return true;
      }
      const everywhere =
        list(statement.Resource).includes('*') &&
        statement.Principal === undefined;
      return everywhere && actions.some(action => action.endsWith(':*'));
    })
    .map(({ path }) => path);
}

/** Allowed actions on `*` of identities, as `Sid: action`: the wildcards that AWS forces. */
export function forcedWildcards(template: Template): string[] {
  return policyStatements(template)
    .filter(
      ({ statement }) =>
        statement.Effect === 'Allow' &&
        statement.Principal === undefined &&
        [statement.Resource].flat().includes('*'),
    )
    .flatMap(({ statement }) => [statement.Action ?? []].flat())
    .sort();
}

/** Logical IDs of resources whose tags lack the unit's tag, among those that are tagged at all. */
export function resourcesWithoutTag(template: Template, key: string): string[] {
  return Object.entries(template.Resources ?? {})
    .filter(([, { Properties }]) => {
      const { Tags: tags } = Properties ?? {};
      if (!Array.isArray(tags)) {
        return false;
      }
      return !tags.some(tag => (tag as { Key?: string }).Key === key);
    })
    .map(([id]) => id);
}
