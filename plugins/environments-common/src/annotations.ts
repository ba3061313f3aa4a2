/** The unit's folder in its repository, for example `environments/claims-staging`. */
export const ANNOTATION_UNIT = 'plinth/unit';
/** The infrastructure repository as `host/owner/repo`. */
export const ANNOTATION_REPOSITORY = 'plinth/repository';
/** The unit's stage. */
export const ANNOTATION_STAGE = 'plinth/stage';
/** The AWS account that the unit lives in, 12 digits. */
export const ANNOTATION_ACCOUNT = 'plinth/account';
/** The AWS region that the unit lives in. */
export const ANNOTATION_REGION = 'plinth/region';
/** The unit's blueprint, `name` or `name@version`. */
export const ANNOTATION_BLUEPRINT = 'plinth/blueprint';
/** The unit's monthly budget in US dollars, a decimal number. */
export const ANNOTATION_MONTHLY_BUDGET = 'plinth/monthly-budget';
/** The state that a tenant is in by its parameters: `active`, `suspended` or `offboarded`. */
export const ANNOTATION_STATE = 'plinth/state';
/** The pull request whose branch a preview is for: an address. */
export const ANNOTATION_PREVIEW_OF = 'plinth/preview-of';
/** How many hours a preview lives after its creation, by its parameters; a decimal number. */
export const ANNOTATION_TTL_HOURS = 'plinth/ttl-hours';
/** Comma-separated names of the unit's stacks; without it, the unit's name. */
export const ANNOTATION_STACKS = 'plinth/stacks';

/** `spec.type` of an environment's entity. */
export const TYPE_ENVIRONMENT = 'aws-environment';
/** `spec.type` of a tenant's entity. */
export const TYPE_TENANT = 'aws-tenant';
/** `spec.type` of a stack's entity. */
export const TYPE_STACK = 'cloudformation-stack';

/** The owner of a stack whose unit is in no repository. */
export const UNKNOWN_OWNER = 'group:default/unknown';

/** Resource tag that names the unit of a stack. */
export const TAG_UNIT = 'plinth:unit';
/** Resource tag that names the catalog entity of a stack. */
export const TAG_ENTITY = 'plinth:entity';
/** Resource tag that names the stage of a stack. */
export const TAG_STAGE = 'plinth:stage';
/** Resource tag that names the tenant of a stack. */
export const TAG_TENANT = 'plinth:tenant';

/** The stack output that holds what a deployment was made from, as JSON. */
export const OUTPUT_PROVENANCE = 'PlinthProvenance';
