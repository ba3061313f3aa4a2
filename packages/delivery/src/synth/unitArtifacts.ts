/** The file beside the assembly's manifest that says which stacks belong to which unit. */
export const UNITS_FILE = 'plinth-units.json';

/** What `UNITS_FILE` holds: artifact ids by the unit's path. */
export type UnitArtifacts = Record<string, string[]>;
