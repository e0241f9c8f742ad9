import { describe, expect, it } from "vitest";
import { frame, processFrame, readFile, writeSocket } from "../test/builders/frames.ts";
import { TlsWatch } from "./tls-watch.ts";

const sends = (bytes: number) => frame(0, [processFrame({ flows: [writeSocket(bytes)] })]);

describe("who is asked about TLS", () => {
  it("is asked once, when it has sent a quarter of a MiB in all", () => {
    const watch = new TlsWatch();
    expect(watch.candidates(sends(2 ** 18 - 1))).toEqual([]);
    expect(watch.candidates(sends(1))).toEqual([4242]);
    expect(watch.candidates(sends(2 ** 30))).toEqual([]);
  });
  it("is nobody that sends nothing", () => {
    expect(new TlsWatch().candidates(frame(0, [processFrame({ flows: [readFile(2 ** 30)] })]))).toEqual([]);
  });
});
