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

/** Whether all intervals so far measured it, none, or some: what a sum is worth. */
class Known {
  protected times = 0;
  protected unknown = 0;

  /** True when some intervals measured it and others did not. */
  get partly(): boolean {
    return this.times > 0 && this.unknown > 0;
  }

  protected join(other: Known): void {
    this.times += other.times;
    this.unknown += other.unknown;
  }
}

/**
 * A few counts that are measured together or not at all. `keys` is shared by all that count the same: a storm of short
 * processes makes thousands of these in an interval.
 */
export class Measured<K extends string> extends Known {
  readonly #keys: readonly K[];
  readonly #sums: number[];

  constructor(keys: readonly K[]) {
    super();
    this.#keys = keys;
    this.#sums = keys.map(() => 0);
  }

  add(counts: Readonly<Record<K, number>> | null): void {
    if (counts === null) {
      this.unknown++;
      return;
    }
    this.times++;
    for (const [index, key] of this.#keys.entries()) this.#addTo(index, counts[key]);
  }

  merge(other: Measured<K>): void {
    for (const [index, sum] of other.#sums.entries()) this.#addTo(index, sum);
    this.join(other);
  }

  /** The sums where every addend was known, else null. Of no addends at all: zeros. */
  value(): Record<K, number> | null {
    return this.unknown > 0 ? null : this.#record();
  }

  /** The sums of what is known, however little. */
  known(): Record<K, number> | null {
    return this.times === 0 ? null : this.#record();
  }

  #addTo(index: number, count: number): void {
    this.#sums[index] = addExact(this.#sums[index] ?? 0, count);
  }

  #record(): Record<K, number> {
    return Object.fromEntries(this.#keys.map((key, index) => [key, this.#sums[index]])) as Record<K, number>;
  }
}

/** One count that is measured or not. */
export class MeasuredCount extends Known {
  #sum = 0;

  add(count: number | null): void {
    if (count === null) {
      this.unknown++;
      return;
    }
    this.times++;
    this.#sum = addExact(this.#sum, count);
  }

  merge(other: MeasuredCount): void {
    this.#sum = addExact(this.#sum, other.#sum);
    this.join(other);
  }

  /** The sum where every addend was known, else null. Of no addends at all: 0. */
  value(): number | null {
    return this.unknown > 0 ? null : this.#sum;
  }

  /** The sum of what is known, however little. */
  known(): number | null {
    return this.times === 0 ? null : this.#sum;
  }
}
