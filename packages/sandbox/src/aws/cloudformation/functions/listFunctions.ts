import { isIPv4 } from 'node:net';
import { availabilityZones } from '../../resources/availabilityZones';
import type { Json } from '../../resources/Json';
import { isUnknown, UNKNOWN } from '../Scope';
import { validationError } from '../validationError';
import type { Intrinsic } from './Evaluator';

/** Functions that make lists, or take something from them. */
export const listFunctions: Record<string, Intrinsic> = {
  'Fn::Select': (argument, evaluator) => {
    const [index, list] = argument as [Json, Json];
    const items = evaluator.json(list);
    const position = Number(evaluator.json(index));
    if (Array.isArray(items) && position in items) {
      return items[position];
    }
    if (isUnknown(items)) {
      return UNKNOWN;
    }
    throw validationError(
      Array.isArray(items)
        ? `Template error: Fn::Select cannot select nonexistent value at index ${position}`
        : 'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    );
  },
  'Fn::Length': (argument, evaluator) => {
    const list = evaluator.json(argument);
    return Array.isArray(list) ? list.length : UNKNOWN;
  },
  // An empty text is the region of the stack.
  'Fn::GetAZs': (argument, evaluator) =>
    availabilityZones(
      evaluator.text(argument, 'Fn::GetAZs') || evaluator.scope.region,
    ),
  'Fn::Cidr': (argument, evaluator) => {
    const [block, count, bits] = (argument as Json[]).map(item =>
      evaluator.json(item),
    );
    return isUnknown(block)
      ? UNKNOWN
      : subdivide(String(block), Number(count), Number(bits ?? 8));
  },
};

function subdivide(block: string, count: number, bits: number): string[] {
  const [address] = block.split('/');
  if (!isIPv4(address)) {
    throw validationError(
      `Template error: Fn::Cidr of ${block} is not supported by the sandbox: only IPv4`,
    );
  }
  const start = address
    .split('.')
    .reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** bits;
  return Array.from({ length: count }, (_, index) => {
    const value = start + index * size;
    const parts = [24, 16, 8, 0].map(
      shift => Math.floor(value / 2 ** shift) % 256,
    );
    return `${parts.join('.')}/${32 - bits}`;
  });
}
