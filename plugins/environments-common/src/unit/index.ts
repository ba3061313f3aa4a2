export { catalogEntity, catalogInfoYaml } from './catalogInfo';
export type { CatalogPlacement } from './catalogInfo';
export { formatRequestMarker, parseRequestMarker } from './requestMarker';
export type { RequestMarker } from './requestMarker';
export { serializeUnit } from './serializeUnit';
export { unitDataFile, unitFiles } from './unitFiles';
export type { UnitFile } from './unitFiles';
