/** DMA of two intervals together. */
import { addExact } from "./accumulate.ts";
import type { Dma } from "./frame.ts";

/** a + b; null where one of them was not measured. */
export function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : addExact(a, b);
}

/** The bytes of both; null where one of them was not measured. */
export function mergedDma(a: Dma, b: Dma): Dma {
  return {
    diskRead: plus(a.diskRead, b.diskRead),
    diskWrite: plus(a.diskWrite, b.diskWrite),
    nicTransmit: plus(a.nicTransmit, b.nicTransmit),
    nicTransmitPaged: plus(a.nicTransmitPaged, b.nicTransmitPaged),
    nicReceive: plus(a.nicReceive, b.nicReceive),
  };
}
