/** Those who wait for messages, by queue. */
export class Arrivals {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Wakes all who wait at the queue. */
  announce(queueArn: string): void {
    this.#waiting.get(queueArn)?.forEach(wake => wake());
  }

  /** Resolves at the queue's next announcement, or when the time is over. */
  async next(queueArn: string, milliseconds: number): Promise<void> {
    const waiting = this.#waiting.get(queueArn) ?? new Set();
    this.#waiting.set(queueArn, waiting);
    let wake: () => void = () => {};
    const woken = new Promise<void>(resolve => {
      wake = resolve;
    });
    waiting.add(wake);
    // Nobody keeps a process alive by waiting for a message.
    const timer = setTimeout(wake, Math.max(1, milliseconds)).unref();
    await woken;
    clearTimeout(timer);
    waiting.delete(wake);
  }
}
