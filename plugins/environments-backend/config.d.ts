import { HumanDuration } from '@backstage/types';
import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  /** What the environments plugin watches. */
  environments?: {
    /** The infrastructure repositories whose units the portal shows, of which no two have the same OWNER/REPO. A new unit goes to the one whose governance authorizes its place. */
    repositories: Array<{
      /** Web address of the repository, for example https://github.com/acme/infrastructure. */
      url: string;
      /** The branch that is deployed. Default: main. */
      branch?: string;
      /** Who vouches for pipeline runs of this repository. */
      oidc?: {
        /** Default: https://token.actions.githubusercontent.com */
        issuer?: string;
        /** Audience that runs ask their token for. Default: plinth. */
        audience?: string;
      };
    }>;
    /** The AWS accounts to watch; credentials come from `aws.accounts`. */
    accounts: Array<{
      /** 12 digits. */
      id: string;
      /** A name for people. */
      name: string;
      regions: string[];
    }>;
    /** The account whose Cost Explorer sees the cost of all accounts. Without it, no cost is collected. */
    payerAccount?: string;
    /**
     * Where runbooks are read that alarms name by their file alone, as those of blueprints do by default: an address, or a path of the
     * portal. `NAME` of `NAME.md` follows it. Without it, such alarms link none.
     */
    runbooksUrl?: string;
    aws?: {
      /** Another address for all AWS services, for tests and demos. */
      endpoint?: string;
    };
    /** The SQS queue to which EventBridge sends CloudFormation's events. Without it, the sweep alone tells of changes. */
    queue?: {
      url: string;
      region: string;
    };
    schedule?: {
      /** How often each account and region is read. Default: every 2 minutes. */
      sweep?: SchedulerServiceTaskScheduleDefinitionConfig;
      /** How often each repository is read. Default: every 2 minutes. */
      repositories?: SchedulerServiceTaskScheduleDefinitionConfig;
      /** How often Cost Explorer is asked, at $0.01 for each page. Default: every 12 hours. */
      costs?: SchedulerServiceTaskScheduleDefinitionConfig;
      /** How often CloudTrail is asked for edits outside the pipeline. Default: every 5 minutes. */
      trail?: SchedulerServiceTaskScheduleDefinitionConfig;
      /** How old a stack's drift detection may become. Default: 1 hour. */
      driftMaxAge?: HumanDuration;
    };
    /**
     * How old what is known of a source may become before the portal calls it old, and says why. Default: three times its schedule, and
     * six minutes at least; as old as it likes where the schedule is a cron expression.
     */
    freshness?: {
      /** Stacks, alarms, drift and templates of an account and region. */
      sweep?: HumanDuration;
      repositories?: HumanDuration;
      costs?: HumanDuration;
      trail?: HumanDuration;
    };
  };
}
