/**
 * Sums that know what they do not know. A frame says null for what was not measured; a sum over frames
 * where some said null is not a smaller number but an unknown one. Sums saturate at 2^53 - 1, the largest
 * integer a double holds exactly, so that adding stays associative; whoever reads the sum can tell.
 */

/** The largest exact integer; a count that stands here is "at least this". */
export const LARGEST_EXACT = Number.MAX_SAFE_INTEGER;

/** a + b for counts that are not negative, or {@link LARGEST_EXACT} where the sum would no longer be exact. */
export function addExact(a: number, b: number): number {
  return Math.min(a + b, LARGEST_EXACT);
}

/** One or more counts that are measured together or not at all. */
export class Measured<K extends string> {
  readonly #sums: Record<K, number>;
  #known = 0;
  #unknown = 0;

  constructor(keys: readonly K[]) {
    this.#sums = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
  }

  add(counts: Readonly<Record<K, number>> | null): void {
    if (counts === null) {
      this.#unknown++;
      return;
    }
    this.#known++;
    for (const key in this.#sums) this.#sums[key] = addExact(this.#sums[key], counts[key]);
  }

  merge(other: Measured<K>): void {
    for (const key in this.#sums) this.#sums[key] = addExact(this.#sums[key], other.#sums[key]);
    this.#known += other.#known;
    this.#unknown += other.#unknown;
  }

  /** True when some intervals measured it and others did not. */
  get partly(): boolean {
    return this.#known > 0 && this.#unknown > 0;
  }

  /** The sums where every addend was known, else null. Of no addends at all: zeros. */
  value(): Record<K, number> | null {
    return this.#unknown > 0 ? null : { ...this.#sums };
  }

  /** The sums of what is known, however little. */
  known(): Record<K, number> | null {
    return this.#known === 0 ? null : { ...this.#sums };
  }
}

/** One count that is measured or not. */
export class MeasuredCount {
  readonly #inner = new Measured(["count"]);

  add(count: number | null): void {
    this.#inner.add(count === null ? null : { count });
  }

  merge(other: MeasuredCount): void {
    this.#inner.merge(other.#inner);
  }

  get partly(): boolean {
    return this.#inner.partly;
  }

  value(): number | null {
    return this.#inner.value()?.count ?? null;
  }

  known(): number | null {
    return this.#inner.known()?.count ?? null;
  }
}
