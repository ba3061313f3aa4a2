/**
 * An opaque id such as GraphQL uses, in GitHub's form: of what has a number `[0, number]` in MessagePack, as `U_kgDOADP9xw`. Other
 * things have their name in it, where GitHub has what holds them too.
 */
export function nodeId(prefix: string, id: number | string): string {
  const content = typeof id === 'number' ? packed(id) : Buffer.from(id);
  return `${prefix}_${content.toString('base64url')}`;
}

function packed(id: number): Buffer {
  const number = Buffer.alloc(5);
  number.writeUInt8(0xce);
  number.writeUInt32BE(id, 1);
  return Buffer.concat([Buffer.from([0x92, 0]), number]);
}
