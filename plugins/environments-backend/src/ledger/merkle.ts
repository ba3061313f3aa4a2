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

/**
 * What is kept of the first entries to go on from: the roots of the full trees that they make, the largest first, as many as their
 * number has ones in binary.
 */
export interface Peaks {
  /** Number of entries. */
  size: number;
  roots: readonly Buffer[];
}

/** Of no entries. */
export const NO_PEAKS: Peaks = { size: 0, roots: [] };

/** The peaks after more leaves. */
export function growPeaks(peaks: Peaks, leaves: readonly Buffer[]): Peaks {
  const roots = [...peaks.roots];
  let { size } = peaks;
  for (const leaf of leaves) {
    let tree = leaf;
    // Two full trees of one height make the next higher one.
    for (let trees = size; trees % 2 === 1; trees = Math.floor(trees / 2)) {
      tree = nodeHash(roots.pop() as Buffer, tree);
    }
    roots.push(tree);
    size += 1;
  }
  return { size, roots };
}

/** Root over all leaves; of no leaves, the hash of nothing. */
export function rootOf({ roots }: Peaks): Buffer {
  return roots.length === 0
    ? createHash('sha256').digest()
    : roots.reduceRight((right, left) => nodeHash(left, right));
}
