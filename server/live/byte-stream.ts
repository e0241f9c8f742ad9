/**
 * Numbers as bytes. A whole number n takes seven bits a byte, of n + 2, the lowest first (LEB128); 0 is null, and
 * 1 announces a double in eight bytes, for what is not a whole number or not positive.
 */
const NULL = 0;
const DOUBLE = 1;
const SMALLEST = 2;
/** Whole numbers up to here stay exact with 2 added. */
const LARGEST = Number.MAX_SAFE_INTEGER - SMALLEST;
/** The longest that one number takes. */
const ROOM = 9;

export class ByteWriter {
  #buffer = Buffer.allocUnsafe(16_384);
  #at = 0;

  number(value: number | null): void {
    if (this.#at + ROOM > this.#buffer.length) this.#grow();
    // What fits 30 bits is nearly all there is.
    if (value !== null && value > 0 && value < 0x4000_0000 && (value | 0) === value) this.#small(value + SMALLEST);
    else this.#any(value);
  }

  get length(): number {
    return this.#at;
  }

  empty(): void {
    this.#at = 0;
  }

  /** Copies what was written. */
  copyTo(target: Buffer, at: number): void {
    this.#buffer.copy(target, at, 0, this.#at);
  }

  #small(value: number): void {
    const buffer = this.#buffer;
    let at = this.#at;
    let rest = value;
    while (rest >= 0x80) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[at++] = rest;
    this.#at = at;
  }

  #any(value: number | null): void {
    if (value === null) this.#buffer[this.#at++] = NULL;
    else if (Number.isInteger(value) && value >= 0 && value <= LARGEST && !Object.is(value, -0)) {
      let rest = value + SMALLEST;
      // Beyond 31 bits the operators on bits would cut.
      while (rest >= 0x4000_0000) {
        this.#buffer[this.#at++] = (rest % 128) | 0x80;
        rest = Math.floor(rest / 128);
      }
      this.#small(rest);
    } else {
      this.#buffer[this.#at++] = DOUBLE;
      this.#at = this.#buffer.writeDoubleLE(value, this.#at);
    }
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(2 * this.#buffer.length);
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

export class ByteReader {
  readonly #buffer: Buffer;
  #at: number;

  constructor(buffer: Buffer, at: number) {
    this.#buffer = buffer;
    this.#at = at;
  }

  number(): number | null {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#buffer[this.#at++];
      if (byte === undefined) throw new Error("a block that ends too early");
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
      factor *= 128;
    }
    if (value === NULL) return null;
    if (value !== DOUBLE) return value - SMALLEST;
    const double = this.#buffer.readDoubleLE(this.#at);
    this.#at += 8;
    return double;
  }

  /** A number that is never null. */
  count(): number {
    const value = this.number();
    if (value === null) throw new Error("a block with a hole");
    return value;
  }
}
