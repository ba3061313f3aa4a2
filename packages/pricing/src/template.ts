import { isRecord } from './values';

/** One resource of a CloudFormation template, as the template states it. */
export interface TemplateResource {
  Type: string;
  Condition?: string;
  Properties?: Record<string, unknown>;
}

/** The parts of a CloudFormation template that decide what it costs. */
export interface CloudFormationTemplate {
  Parameters?: Record<string, { Type?: string; Default?: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources?: Record<string, TemplateResource>;
}

/** True for what has a type; a loop (`Fn::ForEach::…`) or a slip of the pen has none. */
export function isResource(value: unknown): value is TemplateResource {
  return isRecord(value) && typeof value.Type === 'string';
}
