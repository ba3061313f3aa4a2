/**
 * The library behind the `plinth` command. `app.ts` of every infrastructure repository imports this file, so it holds
 * only what synthesis needs; the commands load the AWS SDK and the rest themselves.
 *
 * @packageDocumentation
 */
export { synthesizeUnits } from './synth/synthesizeUnits';
export type {
  SynthesizeUnitsOptions,
  UnitStackClass,
} from './synth/synthesizeUnits';
export type {
  Assembly,
  SynthesisViolation,
  SynthesizedStack,
  Template,
  TemplateResource,
} from './synth/Assembly';
export { discoverUnits } from './units/discoverUnits';
export type { BrokenUnit, UnitFolder } from '@plinth/repository/units';
export { affectedUnits } from './units/affectedUnits';
export type { Affected, UnitReference } from './units/affectedUnits';
export { DeliveryError, type DeliveryErrorCode } from './errors';
