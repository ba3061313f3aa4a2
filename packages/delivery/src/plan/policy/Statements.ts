import type { TemplateResource } from '../../synth/Assembly';
import type { TemplateText } from './TemplateText';

/** One statement of a policy, its scalars made lists and its texts resolved. */
export interface PolicyStatement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  /** Undefined where the statement lists what it covers. */
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[];
  readonly notResources: readonly string[] | undefined;
  /** By kind: `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` alone is `AWS`. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  readonly hasNotPrincipal: boolean;
  /** By operator, then by key, in lower case. */
  readonly conditions: Readonly<
    Record<string, Readonly<Record<string, readonly string[]>>>
  >;
}

/** The statements of a resource: what an identity may do, who may be it, and what a resource lets others do. */
export interface ResourceStatements {
  readonly identity: readonly PolicyStatement[];
  readonly trust: readonly PolicyStatement[];
  readonly resource: readonly PolicyStatement[];
}

/** Types whose policies say what an identity may do; elsewhere a policy belongs to what it is attached to. */
const IDENTITY = /^AWS::(IAM|SSO)::/;

/** Types whose policies restrict others and grant nothing. */
const LIMITS = new Set(['AWS::EC2::VPCEndpoint', 'AWS::Organizations::Policy']);

/** Finds every policy document of a resource, written as an object or as JSON in a text. */
export function statementsOf(
  resource: TemplateResource,
  text: TemplateText,
): ResourceStatements {
  if (LIMITS.has(resource.Type)) {
    return { identity: [], trust: [], resource: [] };
  }
  const { AssumeRolePolicyDocument: trust, ...rest } =
    resource.Properties ?? {};
  const others = documentsIn(rest, text);
  const identity = IDENTITY.test(resource.Type);
  return {
    identity: identity ? others : [],
    trust: documentsIn(trust, text),
    resource: identity ? [] : others,
  };
}

function documentsIn(value: unknown, text: TemplateText): PolicyStatement[] {
  return text.branches(value).flatMap(each => {
    if (typeof each === 'string') {
      const parsed = each.includes('"Statement"') ? parseJson(each) : undefined;
      return parsed ? documentsIn(parsed, text) : [];
    }
    if (!each || typeof each !== 'object') {
      return [];
    }
    const { Effect: effect } = each as Record<string, unknown>;
    return typeof effect === 'string'
      ? [toStatement(each as Record<string, unknown>, text)]
      : Object.values(each).flatMap(item => documentsIn(item, text));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Prose that mentions the word; a policy that is no JSON is refused by its service.
    return undefined;
  }
}

function toStatement(
  raw: Record<string, unknown>,
  text: TemplateText,
): PolicyStatement {
  const listed = (key: string) =>
    raw[key] === undefined ? undefined : text.all(raw[key]);
  return {
    allows: raw.Effect !== 'Deny',
    actions: listed('Action') ?? [],
    notActions: listed('NotAction'),
    resources: listed('Resource') ?? [],
    notResources: listed('NotResource'),
    principals: principalsOf(raw.Principal, text),
    hasNotPrincipal: raw.NotPrincipal !== undefined,
    conditions: conditionsOf(raw.Condition, text),
  };
}

function principalsOf(
  raw: unknown,
  text: TemplateText,
): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const each of text.branches(raw)) {
    const kinds =
      typeof each === 'string' ? { AWS: each } : (each as object | null);
    for (const [kind, value] of Object.entries(kinds ?? {})) {
      found[kind] = [...(found[kind] ?? []), ...text.all(value)];
    }
  }
  return found;
}

function conditionsOf(
  raw: unknown,
  text: TemplateText,
): Record<string, Record<string, string[]>> {
  const found: Record<string, Record<string, string[]>> = {};
  for (const each of text.branches(raw)) {
    for (const [operator, keys] of Object.entries(each as object)) {
      found[operator] ??= {};
      for (const [key, value] of Object.entries(keys as object)) {
        found[operator][key.toLowerCase()] = text.all(value);
      }
    }
  }
  return found;
}
