/** Replaces secrets by `***` in everything that is kept. */
export class Masker {
  #secrets: string[] = [];

  /** Hides a value from now on; of a value of several lines, each line. */
  add(secret: string): void {
    const lines = [secret, ...secret.split(/\r?\n/)]
      .map(line => line.trim())
      .filter(line => line !== '' && !this.#secrets.includes(line));
    // The longest first, so that no part of a secret is left when another secret is part of it.
    this.#secrets = [...this.#secrets, ...new Set(lines)].sort(
      (a, b) => b.length - a.length,
    );
  }

  mask(text: string): string {
    return this.#secrets.reduce(
      (masked, secret) => masked.replaceAll(secret, '***'),
      text,
    );
  }

  /** Whether a text would be kept otherwise than it is. */
  hides(text: string): boolean {
    return this.#secrets.some(secret => text.includes(secret));
  }
}
