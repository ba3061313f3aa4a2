import type { z } from 'zod/v3';

/** Input fields that name the repository; shared by all actions. */
export const repositoryInput = {
  repoUrl: (t: typeof z) =>
    t
      .string()
      .optional()
      .describe(
        'The infrastructure repository, as an address or `host?owner=…&repo=…`; one of environments.repositories. Default: the only one that holds what the request is about',
      ),
};

/** Input fields that describe a requested unit. Their rules are the unit's schema, which the action applies. */
export const unitRequestInput = {
  ...repositoryInput,
  kind: (t: typeof z) =>
    t.enum(['environment', 'tenant']).describe('What is asked for'),
  name: (t: typeof z) =>
    t.string().describe('Name of the unit, its stack and its catalog entity'),
  owner: (t: typeof z) =>
    t.string().describe('Entity reference of a group or user'),
  blueprint: (t: typeof z) => t.string().describe('Name of the blueprint'),
  version: (t: typeof z) =>
    t
      .string()
      .optional()
      .describe('Version of the blueprint. Default: its newest'),
  environment: (t: typeof z) =>
    t
      .string()
      .optional()
      .describe('For a tenant: name or entity reference of its environment'),
  stage: (t: typeof z) =>
    t.string().optional().describe("Default: for a tenant, its environment's"),
  account: (t: typeof z) =>
    t
      .string()
      .optional()
      .describe(
        "AWS account, 12 digits. Default: for a tenant, its environment's",
      ),
  region: (t: typeof z) =>
    t
      .string()
      .optional()
      .describe("AWS region. Default: for a tenant, its environment's"),
  parameters: (t: typeof z) =>
    t
      .record(t.any())
      .optional()
      .describe(
        'Parameters of the blueprint. What is left out takes the default of the stage; a network, the next free /16',
      ),
  monthlyBudget: (t: typeof z) => t.number().describe('US dollars'),
  system: (t: typeof z) =>
    t
      .string()
      .optional()
      .describe(
        "Entity reference of the system. Default: for a tenant, its environment's",
      ),
};

/** The pull request that a preview is for; every step that writes or reads its files takes it. */
export const previewOfInput = {
  previewOf: (t: typeof z) =>
    t
      .string()
      .optional()
      .describe(
        'For a preview: address of the pull request whose branch it is for',
      ),
};

/** A unit as the steps hand it on. */
export const unitData = (t: typeof z) =>
  t
    .record(t.any())
    .describe("The unit's data, as environments:request:validate outputs it");
