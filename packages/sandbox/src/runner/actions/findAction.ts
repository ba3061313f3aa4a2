import type { BuiltInAction } from './BuiltInAction';
import { checkout } from './checkout';
import { configureAwsCredentials } from './configureAwsCredentials';
import { downloadArtifact } from './downloadArtifact';
import { setupNode } from './setupNode';
import { uploadArtifact } from './uploadArtifact';

const ACTIONS = [
  checkout,
  setupNode,
  configureAwsCredentials,
  uploadArtifact,
  downloadArtifact,
];

/**
 * The action that `uses` names, in any version: a tag, a branch, or a commit, of which the runner does not know
 * whether the action has it. Throws `Error` that names an action, or an input of one, which this
 * runner does not have.
 */
export function findAction(
  uses: string,
  inputs: readonly string[],
): BuiltInAction {
  const [name] = uses.split('@');
  const action = ACTIONS.find(
    each => each.name === name.toLowerCase() && uses.includes('@'),
  );
  if (!action) {
    throw new Error(
      `Unable to resolve action "${uses}": this runner brings ${ACTIONS.map(each => each.name).join(', ')}, and no other`,
    );
  }
  const unknown = inputs.find(
    input => !Object.hasOwn(action.inputs, input.toLowerCase()),
  );
  if (unknown !== undefined) {
    throw new Error(
      `The input "${unknown}" of ${action.name} is not supported by this runner`,
    );
  }
  return action;
}
