/** One version of an object; its bytes lie in a file. */
export interface StoredObject {
  bucket: string;
  key: string;
  /** `null` where the bucket kept no versions when it was stored. */
  versionId: string;
  size: number;
  etag: string;
  /** ISO 8601 */
  modifiedAt: string;
  /** Headers that were sent with it and come back with it: its type, its metadata, how it is encrypted. */
  headers: Record<string, string>;
  file: string;
  /** True for what a deletion leaves. */
  deleteMarker?: boolean;
}
