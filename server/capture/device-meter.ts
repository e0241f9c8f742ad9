/** Sums since the start → what devices moved in one frame. */
import type { DeviceDma } from "../model/frame.ts";

/** The difference of two sums; null where either is not known. */
function difference(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : now - before;
}

const UNKNOWN: DeviceDma = { diskRead: null, diskWrite: null, nicTransmit: null, nicReceive: null };

export class DeviceMeter {
  #before: DeviceDma = UNKNOWN;
  #now: DeviceDma = UNKNOWN;

  /** Counting begins: what was said last is where it begins. */
  begin(): void {
    this.#before = this.#now;
  }

  sums(devices: DeviceDma): void {
    this.#now = devices;
  }

  /** What was moved since the last call, in bytes. What could not be read stays unknown, and is caught up on later. */
  frame(): DeviceDma {
    const { before, now } = { before: this.#before, now: this.#now };
    this.#before = {
      diskRead: now.diskRead ?? before.diskRead,
      diskWrite: now.diskWrite ?? before.diskWrite,
      nicTransmit: now.nicTransmit ?? before.nicTransmit,
      nicReceive: now.nicReceive ?? before.nicReceive,
    };
    return {
      diskRead: difference(now.diskRead, before.diskRead),
      diskWrite: difference(now.diskWrite, before.diskWrite),
      nicTransmit: difference(now.nicTransmit, before.nicTransmit),
      nicReceive: difference(now.nicReceive, before.nicReceive),
    };
  }
}
