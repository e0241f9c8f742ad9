/**
 * A bounded queue of byte strings in memory that is never given back: slabs are filled one after the other, and the
 * oldest is filled anew. Hundreds of buffers that come and go would leave the process twice as large as they are.
 */

const SLAB_BYTES = 2 * 2 ** 20;

interface Slab {
  readonly buffer: Buffer;
  used: number;
  /** How many byte strings lie in it. */
  count: number;
}

export class ByteRing {
  readonly #most: number;
  readonly #slabBytes: number;
  /** Oldest first; the last one is being filled. */
  readonly #slabs: Slab[] = [];
  #bytes = 0;

  /** `most`: bytes of all slabs together; one that is larger than that alone is kept alone. */
  constructor(most: number, slabBytes = SLAB_BYTES) {
    this.#most = most;
    this.#slabBytes = Math.min(slabBytes, most);
  }

  /** Bytes of all slabs. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Keeps a copy. `forgotten` is how many of the oldest byte strings had to give way; whoever holds them must not
   * look at them again.
   */
  add(bytes: Buffer): { readonly kept: Buffer; readonly forgotten: number } {
    let last = this.#slabs.at(-1);
    let forgotten = 0;
    if (last === undefined || last.buffer.length - last.used < bytes.length) {
      const opened = this.#open(Math.max(this.#slabBytes, bytes.length));
      last = opened.slab;
      forgotten = opened.forgotten;
    }
    const at = last.used;
    bytes.copy(last.buffer, at);
    last.used += bytes.length;
    last.count++;
    return { kept: last.buffer.subarray(at, last.used), forgotten };
  }

  #open(length: number): { readonly slab: Slab; readonly forgotten: number } {
    let forgotten = 0;
    let free: Buffer | null = null;
    while (this.#slabs.length > 0 && this.#bytes + length > this.#most) {
      const oldest = this.#slabs.shift();
      if (oldest === undefined) break;
      forgotten += oldest.count;
      this.#bytes -= oldest.buffer.length;
      if (oldest.buffer.length === length) free = oldest.buffer;
    }
    const slab = { buffer: free ?? Buffer.allocUnsafeSlow(length), used: 0, count: 0 };
    this.#slabs.push(slab);
    this.#bytes += length;
    return { slab, forgotten };
  }
}
