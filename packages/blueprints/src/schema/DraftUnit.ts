import {
  NETWORK_HOST_PARAMETER,
  NETWORK_PARAMETER,
  type Parameters,
} from './blueprint';
import type { BlueprintRegistry } from './BlueprintRegistry';
import { allocateCidr, cidrsOverlap } from './cidr';
import { InputError } from './issue';
import { describe, parseUnit, type Unit, type UnitEnvelope } from './unit';
import { inspect } from './validate';

/**
 * A unit as somebody asks for it, checked, but for a network that may still be open. It holds what was `chosen` in place of
 * `parameters`, so that nothing takes it for a unit: `completeDraft` makes one of it.
 */
export interface DraftUnit {
  readonly envelope: UnitEnvelope;
  /** The parameters that the person chose; the blueprint has defaults for the others. */
  readonly chosen: Parameters;
  /** Whether the blueprint takes a network that the person left open. */
  readonly networkIsOpen: boolean;
}

/**
 * Checks what is asked for by every rule that does not need its network.
 *
 * Throws an `InputError` whose message and `issues` name every parameter that breaks a rule.
 */
export function validateDraft(
  input: unknown,
  blueprints: BlueprintRegistry,
): DraftUnit {
  const { parameters: chosen, ...envelope } = parseUnit(input);
  const networkIsOpen =
    chosen[NETWORK_PARAMETER] === undefined &&
    chosen[NETWORK_HOST_PARAMETER] === undefined &&
    blueprints.find(envelope.blueprint, envelope.version)?.openParameters !==
      undefined;
  const draft = { envelope, chosen, networkIsOpen };
  const issues = inspect(envelope, chosen, blueprints, { networkIsOpen });
  if (issues.length > 0) {
    throw new InputError(describe(envelope), issues);
  }
  return draft;
}

/**
 * The unit of a draft: as it was asked for, and with a network if its blueprint takes one.
 *
 * @param network - what to give a draft whose network is open; see `chooseNetwork`
 */
export function completeDraft(
  { envelope, chosen, networkIsOpen }: DraftUnit,
  network: string | undefined,
): Unit {
  return {
    ...envelope,
    parameters:
      networkIsOpen && network !== undefined
        ? { ...chosen, [NETWORK_PARAMETER]: network }
        : chosen,
  };
}

/** The sizes of networks that blueprints take, the largest first: 256 environments have a /16 each, and thousands a /20. */
const PREFIXES = [16, 17, 18, 19, 20];

/**
 * A network for a draft that left it open: one that nobody has and that the rules of the blueprint take. The first preferred one
 * that will do, else the lowest /16, or of the next size where others have all of one; undefined when there is none.
 *
 * @param options.taken - blocks that others have
 * @param options.preferred - such as the one that an earlier attempt got
 */
export function chooseNetwork(
  draft: DraftUnit,
  blueprints: BlueprintRegistry,
  options: { taken?: readonly string[]; preferred?: readonly string[] } = {},
): string | undefined {
  const { taken = [], preferred = [] } = options;
  const fits = (network: string) =>
    inspect(
      draft.envelope,
      completeDraft(draft, network).parameters,
      blueprints,
    ).length === 0;
  const kept = preferred.find(
    network =>
      !taken.some(block => cidrsOverlap(block, network)) && fits(network),
  );
  if (kept) {
    return kept;
  }
  for (const prefix of PREFIXES) {
    const refused: string[] = [];
    for (;;) {
      const network = allocateCidr([...taken, ...refused], { prefix });
      if (network && fits(network)) {
        return network;
      }
      if (!network) {
        break;
      }
      refused.push(network);
    }
    if (refused.length > 0) {
      return undefined;
    }
  }
  return undefined;
}
