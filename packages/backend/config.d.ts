import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  search?: {
    collators?: {
      environments?: {
        /**
         * When the search reads environments and tenants, with what they have in AWS and in pull requests. Default: 15 seconds after the start, then every
         * 3 minutes.
         */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      };
    };
  };
  /** Which catalog groups hold which role in the portal. */
  access: {
    /** Entity references of groups that may do everything the portal can do. */
    superAdmins: string[];
    /** Entity references of groups that read everything and request nothing. */
    readOnly?: string[];
    /** What only Super Admins request, change and retire, whatever roles say. */
    reserved?: {
      /** Default: production and shared. */
      stages?: string[];
      /** Names of blueprints; default: landing-zone, bootstrap and platform-services. */
      blueprints?: string[];
    };
    /**
     * What people in groups may do; roles add up. The one without groups is of everyone in no other; where there is none, they read
     * everything, and request, change and retire what is not reserved.
     */
    roles?: Array<{
      /** What people call it. */
      name?: string;
      /** Entity references of the groups that hold it. */
      groups?: string[];
      /** Whose health, cost and audit trail they read; what is not named they do not. */
      read?: {
        health?: AccessScope;
        costs?: AccessScope;
        changes?: AccessScope;
      };
      /** New units that they may ask for. */
      request?: AccessScope;
      /** Units whose change they may ask for. */
      change?: AccessScope;
      /** Units whose end they may ask for. */
      retire?: AccessScope;
      /** Names of the templates that they see and use; default: all. */
      templates?: string[];
      /** Whether they examine the connections and steer upgrades of fleets; default: false. */
      administer?: boolean;
    }>;
  };
}

/** Which units: all, those of one's groups, none, or those that fit all that is listed. */
type AccessScope =
  | 'all'
  | 'own'
  | 'none'
  | {
      /** Those that they or their groups own. */
      own?: boolean;
      stages?: string[];
      /** Numbers of 12 digits. */
      accounts?: string[];
      /** Names, without versions. */
      blueprints?: string[];
    };
