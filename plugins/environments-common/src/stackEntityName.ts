const MAX_NAME = 63;
const TAIL = 8;

/** FNV-1a over UTF-16 code units: short, stable and good enough to keep names apart. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value.toString(16).padStart(TAIL, '0');
}

/**
 * The catalog name of a stack's entity, `stack-<account>-<region>-<stackname>`; a name longer than the catalog's 63
 * characters is cut and ends in a hash of the whole.
 */
export function stackEntityName(stack: {
  account: string;
  region: string;
  name: string;
}): string {
  const full =
    `stack-${stack.account}-${stack.region}-${stack.name}`.toLowerCase();
  return full.length <= MAX_NAME
    ? full
    : `${full.slice(0, MAX_NAME - TAIL - 1)}-${hash(full)}`;
}
