/** An IPv4 block: the network address as an unsigned 32-bit number, and the prefix length. */
export interface Cidr {
  address: number;
  prefix: number;
}

const PATTERN = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Reads `10.0.0.0/16`; `undefined` if it is not a block, or if bits are set beyond the prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const match = PATTERN.exec(text);
  if (!match) {
    return undefined;
  }
  const numbers = match.slice(1).map(Number);
  // A leading zero means octal to some tools and decimal to others, so it is refused.
  if (match.slice(1).some(part => part.length > 1 && part.startsWith('0'))) {
    return undefined;
  }
  const [a, b, c, d, prefix] = numbers;
  if ([a, b, c, d].some(octet => octet > 255) || prefix > 32) {
    return undefined;
  }
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return address % blockSize(prefix) === 0 ? { address, prefix } : undefined;
}

/** How many addresses a block of this prefix length has. */
export function blockSize(prefix: number): number {
  return 2 ** (32 - prefix);
}

/** Writes the block as `10.0.0.0/16`. */
export function formatCidr({ address, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map(
    shift => Math.floor(address / 2 ** shift) % 256,
  );
  return `${octets.join('.')}/${prefix}`;
}

/** Whether the two blocks share an address. Throws a RangeError if one is not a block. */
export function cidrsOverlap(left: string, right: string): boolean {
  const a = requireCidr(left);
  const b = requireCidr(right);
  return (
    a.address < b.address + blockSize(b.prefix) &&
    b.address < a.address + blockSize(a.prefix)
  );
}

/** Whether the inner block lies wholly in the outer one. Throws a RangeError if one is not a block. */
export function cidrContains(outer: string, inner: string): boolean {
  const a = requireCidr(outer);
  const b = requireCidr(inner);
  return (
    b.address >= a.address &&
    b.address + blockSize(b.prefix) <= a.address + blockSize(a.prefix)
  );
}

/** Whether the block is in the private ranges of RFC 1918. */
export function isPrivateCidr(text: string): boolean {
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some(range =>
    cidrContains(range, text),
  );
}

/**
 * The lowest block of the prefix length in the pool that overlaps no taken block.
 *
 * `prefix` defaults to 16 and `pool` to 10.0.0.0/8. Returns `undefined` when the pool is used up, and throws a RangeError
 * when an argument is not a block.
 */
export function allocateCidr(
  taken: readonly string[],
  options: { pool?: string; prefix?: number } = {},
): string | undefined {
  const pool = requireCidr(options.pool ?? '10.0.0.0/8');
  const prefix = options.prefix ?? 16;
  const size = blockSize(prefix);
  const end = pool.address + blockSize(pool.prefix);
  const busy = taken
    .map(requireCidr)
    .map(block => ({
      from: block.address,
      to: block.address + blockSize(block.prefix),
    }))
    .sort((a, b) => a.from - b.from);
  let candidate = pool.address;
  for (const block of busy) {
    if (candidate + size <= block.from) {
      break;
    }
    if (block.to > candidate) {
      candidate = Math.ceil(block.to / size) * size;
    }
  }
  return candidate + size <= end
    ? formatCidr({ address: candidate, prefix })
    : undefined;
}

function requireCidr(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) {
    throw new RangeError(`${text} is not an IPv4 block such as 10.0.0.0/16`);
  }
  return cidr;
}
