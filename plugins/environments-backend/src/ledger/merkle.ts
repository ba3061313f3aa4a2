import { createHash } from 'node:crypto';

/*
 * The Merkle tree of RFC 9162 (Certificate Transparency 2.0), section 2.1. Leaves and inner nodes are hashed with
 * different prefixes, so that no leaf can pass for a node; the tree over n leaves splits at the largest power of two
 * below n.
 */

const LEAF = Buffer.from([0x00]);
const NODE = Buffer.from([0x01]);

/** Hash of one entry. */
export function leafHash(entry: Buffer): Buffer {
  return createHash('sha256').update(LEAF).update(entry).digest();
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

function split(size: number): number {
  let power = 1;
  while (power * 2 < size) {
    power *= 2;
  }
  return power;
}

/** Root over leaf hashes; of no leaves, the hash of nothing. */
export function merkleRoot(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) {
    return createHash('sha256').digest();
  }
  if (leaves.length === 1) {
    return leaves[0];
  }
  const k = split(leaves.length);
  return nodeHash(merkleRoot(leaves.slice(0, k)), merkleRoot(leaves.slice(k)));
}
