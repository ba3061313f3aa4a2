import type { FixedParameters } from '../../fixedParameters';
import type { BootstrapParameters } from './bootstrapParameters';

const OTHERS_NAME_IT =
  'create a bootstrap of another name with it, have every stack of the account deployed through that one, then decommission this one';

/** What of a bootstrap does not change in place. */
export const bootstrapFixed: FixedParameters<keyof BootstrapParameters> = {
  qualifier: {
    why: 'the bucket, repository and roles that every stack of the account is deployed through would be replaced',
    instead: OTHERS_NAME_IT,
  },
  rolePrefix: {
    why: 'the roles that pipelines and the portal assume would be replaced',
    instead: OTHERS_NAME_IT,
  },
};
