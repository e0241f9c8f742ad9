import { describe, expect, it } from "vitest";
import type { DeviceDma } from "../model/frame.ts";
import { DeviceMeter } from "./device-meter.ts";

const devices = (diskWrite: number | null): DeviceDma => ({
  diskRead: 7,
  diskWrite,
  nicTransmit: null,
  nicReceive: 11,
});

describe("what devices moved in a frame", () => {
  it("is what was added since the frame before, and nothing from before the beginning", () => {
    const meter = new DeviceMeter();
    meter.sums(devices(1_000_000));
    meter.begin();
    meter.sums(devices(1_000_512));
    expect(meter.frame()).toEqual({ diskRead: 0, diskWrite: 512, nicTransmit: null, nicReceive: 0 });
    meter.sums(devices(1_004_608));
    expect(meter.frame().diskWrite).toBe(4096);
  });

  it("is unknown in a frame in which nobody could look, and caught up on in the next", () => {
    const meter = new DeviceMeter();
    meter.sums(devices(100));
    meter.begin();
    meter.sums(devices(null));
    expect(meter.frame().diskWrite).toBeNull();
    meter.sums(devices(350));
    expect(meter.frame().diskWrite).toBe(250);
  });

  it("is unknown where nothing was ever said", () => {
    expect(new DeviceMeter().frame()).toEqual({ diskRead: null, diskWrite: null, nicTransmit: null, nicReceive: null });
  });
});
