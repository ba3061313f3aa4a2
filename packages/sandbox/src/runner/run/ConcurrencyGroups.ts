/** Who asks for a place in a concurrency group. */
export interface GroupMember {
  /** Whether whoever runs in the group now is to be cancelled. */
  readonly cancelInProgress: boolean;
  /** Called when another takes its place. */
  readonly cancel: (reason: string) => void;
  /** Gives up waiting. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly member: GroupMember;
  readonly enter: (leave: (() => void) | undefined) => void;
}

interface Group {
  running: GroupMember;
  pending?: Waiting;
}

/**
 * GitHub's concurrency groups: of a group one runs and one waits. A newcomer takes the place of the one that waits,
 * which is cancelled; with cancel-in-progress the one that runs is cancelled too.
 */
export class ConcurrencyGroups {
  readonly #groups = new Map<string, Group>();

  /**
   * Resolves when the member may run, with the function by which it leaves; with undefined when it was cancelled
   * while it waited. Names of groups do not differ by case.
   */
  async enter(
    name: string,
    member: GroupMember,
  ): Promise<(() => void) | undefined> {
    if (member.signal.aborted) {
      return undefined;
    }
    const key = name.toLowerCase();
    const group = this.#groups.get(key);
    if (!group) {
      this.#groups.set(key, { running: member });
      return () => this.#leave(key, member);
    }
    const reason = `Canceling since a higher priority waiting request for ${name} exists`;
    const replaced = group.pending;
    const place = new Promise<(() => void) | undefined>(resolve => {
      const waiting: Waiting = { member, enter: resolve };
      group.pending = waiting;
      member.signal.addEventListener(
        'abort',
        () => {
          if (group.pending === waiting) {
            group.pending = undefined;
          }
          resolve(undefined);
        },
        { once: true },
      );
    });
    replaced?.enter(undefined);
    replaced?.member.cancel(reason);
    if (member.cancelInProgress) {
      group.running.cancel(reason);
    }
    return place;
  }

  #leave(key: string, member: GroupMember): void {
    const group = this.#groups.get(key);
    if (group?.running !== member) {
      return;
    }
    const next = group.pending;
    if (!next) {
      this.#groups.delete(key);
      return;
    }
    group.running = next.member;
    group.pending = undefined;
    next.enter(() => this.#leave(key, next.member));
  }
}
