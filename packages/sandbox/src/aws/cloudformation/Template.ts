import type { Json, JsonObject } from '../resources/Json';

/** A resource in a template. */
export interface TemplateResource {
  type: string;
  properties: JsonObject;
  condition?: string;
  metadata?: Json;
  deletionPolicy?: string;
  updateReplacePolicy?: string;
  dependsOn: string[];
}

/** A declared parameter. */
export interface TemplateParameter {
  type: string;
  default?: string;
  noEcho: boolean;
  description?: string;
  constraintDescription?: string;
  allowedValues?: string[];
  allowedPattern?: string;
  minLength?: number;
  maxLength?: number;
  minValue?: number;
  maxValue?: number;
}

/** A declared output. */
export interface TemplateOutput {
  value: Json;
  description?: string;
  condition?: string;
  exportName?: Json;
}

/** What has to hold of the parameters before anything is changed. */
export interface TemplateRule {
  /** Where it does not hold the rule is passed over. */
  condition?: Json;
  assertions: { assert: Json; description?: string }[];
}

/** A template whose shape is known to be right. */
export interface Template {
  description?: string;
  metadata?: Json;
  transforms: string[];
  parameters: Record<string, TemplateParameter>;
  rules: Record<string, TemplateRule>;
  mappings: Record<string, Record<string, Record<string, Json>>>;
  conditions: Record<string, Json>;
  resources: Record<string, TemplateResource>;
  outputs: Record<string, TemplateOutput>;
}
