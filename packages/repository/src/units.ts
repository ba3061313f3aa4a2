/**
 * Where units are and how they are read. Every synthesis loads this entry, so that it holds nothing that takes long to
 * load.
 *
 * @packageDocumentation
 */
export * from './layout/layout';
export { isFreezeFile } from './freeze/freezeFile';
export {
  parseUnitFile,
  requireUnit,
  separateUnits,
} from './units/parseUnitFile';
export { findFolder, listUnits, readUnit, readUnits } from './units/readUnits';
export type { RepositoryFiles } from './units/RepositoryFiles';
export type { BrokenUnit, UnitFolder } from './units/UnitFolder';
