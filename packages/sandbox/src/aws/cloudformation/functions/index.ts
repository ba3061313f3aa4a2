import { conditionFunctions } from './conditionFunctions';
import type { Intrinsic } from './Evaluator';
import { listFunctions } from './listFunctions';
import { lookUpFunctions } from './lookUpFunctions';
import { textFunctions } from './textFunctions';

export { holds } from './conditionFunctions';
export { NOTHING, type Evaluator, type Value } from './Evaluator';
export { scalarText } from './scalarText';

/** The intrinsic functions by name; `Ref` is not among them. */
export const intrinsics: Readonly<Record<string, Intrinsic | undefined>> = {
  ...textFunctions,
  ...listFunctions,
  ...lookUpFunctions,
  ...conditionFunctions,
};
