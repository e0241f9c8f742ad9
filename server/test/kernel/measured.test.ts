/**
 * What is said of bytes that no call's return value tells: those that devices moved, and those that nobody measures.
 *
 * Devices are judged by the kernel's own account, read by the command at its beginning and end and by the test around
 * the recording: copyscope's figure lies between the two, and on a quiet disk all three are one number. Both processors
 * make system calls meanwhile, so that a probe runs nearly all the time.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dma } from "../../model/frame.ts";
import { bpftraceVersions } from "../matrix/versions.ts";
import { recordCommand } from "./copyscope.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

const BLOCK = 32_768;
const BLOCKS = 1000;
/** dd's bytes, each way. */
const BYTES = BLOCK * BLOCKS;

type Account = Omit<Dma, "nicTransmitPaged">;

let shop: Workshop;

beforeAll(() => {
  shop = makeWorkshop("/var/tmp"); // on a disk: O_DIRECT means nothing in memory
});

afterAll(() => shop.clean());

/** Devices that stand on a bus. */
function devices(folder: string): ReadonlySet<string> {
  return new Set(readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/device`)));
}

function account(diskstats: string, netDev: string): Account {
  const [disks, nics] = [devices("/sys/block"), devices("/sys/class/net")];
  const sum = (rows: readonly (readonly string[])[], field: number) =>
    rows.reduce((total, row) => total + Number(row[field]), 0);
  const rows = (text: string) => text.split("\n").map((line) => line.trim().split(/[\s:]+/));
  const ofDisks = rows(diskstats).filter(([, , name = ""]) => disks.has(name));
  const ofNics = rows(netDev).filter(([name = ""]) => nics.has(name));
  return {
    diskRead: 512 * sum(ofDisks, 5),
    diskWrite: 512 * sum(ofDisks, 9),
    nicReceive: sum(ofNics, 1),
    nicTransmit: sum(ofNics, 9),
  };
}

const now = () => account(readFileSync("/proc/diskstats", "utf8"), readFileSync("/proc/net/dev", "utf8"));

const written = (when: string) =>
  account(readFileSync(shop.file(`${when}-disks`), "utf8"), readFileSync(shop.file(`${when}-nics`), "utf8"));

describe.each(bpftraceVersions)("with bpftrace $version", ({ command: bpftrace }) => {
  test.each(["counts", "full"])(
    "DMA is the kernel's own figure under a storm of calls, in detail %s",
    async (detail) => {
      const look = (when: string) =>
        `cat /proc/diskstats >'${shop.file(`${when}-disks`)}'; cat /proc/net/dev >'${shop.file(`${when}-nics`)}'`;
      const file = shop.file("direct");
      const script = `${look("first")}
      '${shop.program("reader")}' 100000000 2 & storm=$!
      dd if=/dev/zero of='${file}' bs=${BLOCK} count=${BLOCKS} oflag=direct 2>/dev/null || exit 1
      dd if='${file}' of=/dev/null bs=${BLOCK} iflag=direct 2>/dev/null || exit 1
      ${look("last")}
      kill $storm; wait; rm '${file}'`;
      const before = now();
      const flags = ["--detail", detail];
      const { report, ran } = await recordCommand(["sh", "-c", script], shop.file("run.copyscope"), {
        bpftrace,
        flags,
      });
      const after = now();
      expect(ran.exitCode).toBe(0);
      const [first, last] = [written("first"), written("last")];
      expect((last.diskWrite ?? 0) - (first.diskWrite ?? 0)).toBeGreaterThanOrEqual(BYTES);
      expect((last.diskRead ?? 0) - (first.diskRead ?? 0)).toBeGreaterThanOrEqual(BYTES);
      const { dma } = report.totals;
      for (const part of ["diskRead", "diskWrite", "nicReceive", "nicTransmit"] as const) {
        const inside = (last[part] ?? 0) - (first[part] ?? 0);
        const around = (after[part] ?? 0) - (before[part] ?? 0);
        console.info(`bpftrace ${report.recording.bpftrace}, ${part}: ${inside} <= ${dma[part]} <= ${around}`);
        expect(dma[part], part).toBeGreaterThanOrEqual(inside);
        expect(dma[part], part).toBeLessThanOrEqual(around);
      }
      expect(report.missing).toEqual([]);
    },
  );

  test("calls whose bytes nobody measures are counted, and nothing is told by what was delivered", async () => {
    const command = [shop.program("unmeasured"), shop.file("unmeasured-file")];
    const { report } = await recordCommand(command, shop.file("run.copyscope"), { bpftrace });
    expect(report.totals).toMatchObject({
      unmeasuredCalls: 7 + 2 * 11 + 2 * 13,
      perOutputMissing: "unmeasured-calls",
      copiesPerOutputByte: null,
      copiesPerOutputByteBounds: null,
      transitionsPerMiB: null,
      switchesPerMiB: null,
    });
    expect(report.totals.bytes.output).toBe(17 * 4096);
    expect(report.trust.complete).toBe(false);
    expect(report.trust.reasons).toEqual([
      "55 calls moved data, or may have, whose bytes are not measured (msgrcv, msgsnd, mq_timedreceive, mq_timedsend, …): bytes are at least what is said, and nothing is told by what was delivered.",
    ]);
  });
});
