import { SheetName } from './book/sheets';
import { Resolver, UNKNOWN } from './Resolver';
import { CloudFormationTemplate, isResource } from './template';
import { Usage, USAGE_ASSUMPTIONS, UsageName } from './usage';
import { asText, isRecord, own } from './values';

/** Hours of a month, as AWS's own calculator counts. */
export const HOURS_PER_MONTH = 730;

/** A priced part of a resource: so many units of one item of the book. */
export interface Component {
  sheet: SheetName;
  item: string;
  /** Units a month. */
  quantity: number;
  description: string;
  /** `fixed`: for as long as it exists. `usage`: for what flows through it, stated or assumed. */
  basis: 'fixed' | 'usage';
}

/** What a rule sees: one resource, its properties evaluated, and the means to say what was assumed. */
export class Subject {
  readonly logicalId: string;
  readonly type: string;
  /** Of this resource, and of those that its price depends on. */
  readonly hints: string[];
  readonly #template: CloudFormationTemplate;
  readonly #resolver: Resolver;
  readonly #usage: Usage;
  readonly #properties: Record<string, unknown>;

  constructor(options: {
    logicalId: string;
    template: CloudFormationTemplate;
    resolver: Resolver;
    usage: Usage;
    /** @default - none yet */
    hints?: string[];
  }) {
    const resource = options.template.Resources![options.logicalId];
    this.logicalId = options.logicalId;
    this.hints = options.hints ?? [];
    this.type = resource.Type;
    this.#template = options.template;
    this.#resolver = options.resolver;
    this.#usage = options.usage;
    const properties = options.resolver.resolve(resource.Properties ?? {});
    this.#properties = isRecord(properties) ? properties : {};
  }

  /** The value at a path such as `['ElasticsearchClusterConfig', 'InstanceType']`; undefined where it is not set. */
  value(...path: string[]): unknown {
    return path.reduce<unknown>((inner, name) => {
      if (inner === UNKNOWN) {
        return UNKNOWN;
      }
      return own(inner, name);
    }, this.#properties);
  }

  /** A text property; `fallback` (with a hint) where only a deployment knows it, `fallback` alone where it is not set. */
  text(fallback: string, ...path: string[]): string {
    const value = this.value(...path);
    if (value === undefined) {
      return fallback;
    }
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      this.#assumed(path, fallback);
      return fallback;
    }
    return String(value);
  }

  /** A number, with the same fallback as `text`. */
  number(fallback: number, ...path: string[]): number {
    const number = Number(this.text(String(fallback), ...path));
    if (!Number.isFinite(number) || number < 0) {
      this.#assumed(path, String(fallback));
      return fallback;
    }
    return number;
  }

  /** A switch, with the same fallback as `text`. */
  flag(fallback: boolean, ...path: string[]): boolean {
    return this.text(String(fallback), ...path) === 'true';
  }

  /** A list; one whose length only a deployment knows counts as `fallback` unknown items. */
  list(fallback: number, ...path: string[]): unknown[] {
    const value = this.value(...path);
    if (value === UNKNOWN) {
      this.#assumed(path, `${fallback} items`);
      return Array.from({ length: fallback }, () => UNKNOWN);
    }
    return Array.isArray(value) ? value : [];
  }

  /** Figure of use: given for this resource, else for its type, else the assumption. */
  usage(name: UsageName): number {
    return (
      this.#given(this.logicalId)?.[name] ??
      this.#given(this.type)?.[name] ??
      USAGE_ASSUMPTIONS[name]
    );
  }

  #given(key: string): Usage[string] | undefined {
    return Object.hasOwn(this.#usage, key) ? this.#usage[key] : undefined;
  }

  /** The resource of this template that a `Ref` or `Fn::GetAtt` in a property points at. */
  related(...path: string[]): Subject | undefined {
    const raw = this.#template.Resources![this.logicalId].Properties;
    const logicalId = target(path.reduce<unknown>(own, raw));
    return logicalId !== undefined &&
      isResource(own(this.#template.Resources, logicalId))
      ? this.#other(logicalId)
      : undefined;
  }

  /** Resources of a type that refer to this one anywhere in their properties. */
  referrers(type: string): Subject[] {
    return Object.entries(this.#template.Resources!)
      .filter(
        ([, resource]) =>
          isResource(resource) &&
          resource.Type === type &&
          refersTo(resource.Properties, this.logicalId),
      )
      .map(([logicalId]) => this.#other(logicalId));
  }

  /** The template's resources of a type. */
  all(type: string): Subject[] {
    return Object.entries(this.#template.Resources!)
      .filter(([, resource]) => isResource(resource) && resource.Type === type)
      .map(([logicalId]) => this.#other(logicalId));
  }

  /** Another resource, on which this one's price depends: what is assumed of it is told with this one. */
  #other(logicalId: string): Subject {
    return new Subject({
      logicalId,
      template: this.#template,
      resolver: this.#resolver,
      usage: this.#usage,
      hints: this.hints,
    });
  }

  /** Says what a reader should know about this resource's figures. */
  hint(text: string): void {
    this.hints.push(`${this.logicalId}: ${text}`);
  }

  /** Says what holds for the template as a whole; the same advice is given once. */
  advise(text: string): void {
    this.hints.push(text);
  }

  /** How many resources of a type the template has. */
  countOf(type: string): number {
    return this.all(type).length;
  }

  #assumed(path: string[], fallback: string): void {
    this.hint(
      `${path.join('.')} cannot be told before deployment; ${fallback} is assumed`,
    );
  }
}

/** Charged for as long as the resource exists. */
export function fixed(
  sheet: SheetName,
  item: string,
  quantity: number,
  description: string,
): Component {
  return { sheet, item, quantity, description, basis: 'fixed' };
}

/** Charged by use; nothing where there is none. */
export function used(
  sheet: SheetName,
  item: string,
  quantity: number,
  description: string,
): Component[] {
  return quantity > 0
    ? [{ sheet, item, quantity, description, basis: 'usage' }]
    : [];
}

/** Charged by the hour, all month, for `count` of them. */
export function hourly(
  sheet: SheetName,
  item: string,
  count: number,
  description: string,
): Component[] {
  return count > 0
    ? [fixed(sheet, item, count * HOURS_PER_MONTH, description)]
    : [];
}

/** What prices one resource type. */
export type Rule = (subject: Subject) => Component[];

function refersTo(node: unknown, logicalId: string): boolean {
  if (Array.isArray(node)) {
    return node.some(item => refersTo(item, logicalId));
  }
  if (isRecord(node) && node['Fn::Sub'] !== undefined) {
    const [text] = [node['Fn::Sub']].flat();
    if (asText(text).includes(`\${${logicalId}}`)) {
      return true;
    }
  }
  return (
    target(node) === logicalId ||
    (isRecord(node) &&
      Object.values(node).some(item => refersTo(item, logicalId)))
  );
}

function target(pointer: unknown): string | undefined {
  if (!isRecord(pointer)) {
    return undefined;
  }
  if (typeof pointer.Ref === 'string') {
    return pointer.Ref;
  }
  const attribute = pointer['Fn::GetAtt'];
  if (Array.isArray(attribute)) {
    return asText(attribute[0]);
  }
  return typeof attribute === 'string' ? attribute.split('.')[0] : undefined;
}
