export * from './approvals';
export * from './units';
export {
  decommissionFileOf,
  parseDecommission,
  readDecommission,
  serializeDecommission,
  type DecommissionStatement,
} from './decommission/decommission';
export {
  checkFreeze,
  describeFreeze,
  freezesAt,
  freezesOf,
  readFreezes,
  serializeFreeze,
  type Freezable,
  type Freeze,
  type FreezeStatement,
} from './freeze/freeze';
export {
  freezeFileOf,
  FREEZES_FOLDER,
  requireFreezeName,
} from './freeze/freezeFile';
export {
  catalogEntity,
  catalogInfoYaml,
  unitAnnotations,
  unitEntityType,
} from './files/catalogInfo';
export type { CatalogPlacement } from './files/catalogInfo';
export { serializeUnit } from './files/serializeUnit';
export { stackSource } from './files/stackSource';
export { unitFiles } from './files/unitFiles';
export type { FileChange, UnitFile } from './files/unitFiles';
export {
  differences,
  editedUnit,
  editUnitText,
  type Difference,
  type UnitEdit,
} from './edit/editUnit';
export {
  parseGovernanceFile,
  readGovernance,
} from './governance/readGovernance';
export {
  commitTextOf,
  formatCommitMessage,
  parseCommitOrigin,
  requesterTrailer,
} from './request/commitMessage';
export type { CommitOrigin } from './request/commitMessage';
export { blobSha, contentDigest, isSameContent } from './request/contentDigest';
export {
  REQUEST_BRANCH_PREFIX,
  requestBranch,
  requestKey,
  type RequestIntent,
} from './request/requestKey';
export {
  formatRequestMarker,
  parseRequestMarker,
} from './request/requestMarker';
export type { RequestMarker } from './request/requestMarker';
export {
  parseRepair,
  readRepair,
  repairFileOf,
  serializeRepair,
  type RepairStatement,
} from './repair/repair';
export { ownersOf, parseCodeOwners, toReviewers } from './owners/codeOwners';
export type { OwnersRule, Reviewers } from './owners/codeOwners';
export { isAsStrict, mainRuleset } from './protection/mainRuleset';
export type { MainRuleset } from './protection/mainRuleset';
export { parseRepositoryUrl } from './reference/RepositoryReference';
export type {
  RepositoryAddress,
  RepositoryReference,
} from './reference/RepositoryReference';
