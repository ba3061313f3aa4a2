export interface Config {
  /** Which catalog groups hold which role in the portal. */
  access: {
    /** Entity references of groups that may do everything the portal can do. */
    superAdmins: string[];
    /** Entity references of groups that read everything and request nothing. */
    readOnly?: string[];
  };
}
