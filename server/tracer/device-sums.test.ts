/** On a made-up machine's /proc and /sys: the lines are as Linux 6.18 writes them, the devices those of many machines. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { DeviceSums } from "./device-sums.ts";

let root: string;

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function link(path: string, to: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(to, join(root, path));
}

/** A block device at its place below /sys/devices; with a bus it has a `device` beside it. */
function disk(place: string, { bus = true, iostats = "1" } = {}): void {
  const name = place.slice(place.lastIndexOf("/") + 1);
  file(`sys/devices/${place}/queue/iostats`, `${iostats}\n`);
  if (bus) file(`sys/devices/${place}/device/vendor`, "");
  link(`sys/block/${name}`, join(root, "sys/devices", place));
}

function nic(name: string, { bus = true, master = "", type = "" } = {}): void {
  file(`sys/class/net/${name}/uevent`, `${type === "" ? "" : `DEVTYPE=${type}\n`}INTERFACE=${name}\n`);
  if (bus) file(`sys/class/net/${name}/device/vendor`, "");
  if (master !== "") link(`sys/class/net/${name}/master`, join(root, "sys/class/net", master));
}

/** Sectors read and written, by name. */
function diskstats(counts: Readonly<Record<string, readonly [number, number]>>): void {
  const lines = Object.entries(counts).map(
    ([name, [read, written]]) =>
      ` 254       0 ${name} 63864 7744 ${read} 17535 74752 39236 ${written} 37115 0 10492 56150 11294 26 628656 960 16196 538\n`,
  );
  file("proc/diskstats", lines.join(""));
}

/** Bytes received and sent, by name. The kernel puts no space after a colon where the figure is long. */
function netDev(counts: Readonly<Record<string, readonly [number, number]>>): void {
  const lines = Object.entries(counts).map(
    ([name, [received, sent]]) => `${name.padStart(6)}:${received} 15100 0 0 0 0 0 0 ${sent} 11193 0 0 0 0 0 0\n`,
  );
  file("proc/net/dev", `Inter-|   Receive  |  Transmit\n face |bytes    packets errs\n${lines.join("")}`);
}

beforeEach(async () => {
  root = await temporaryDirectory();
  link("proc/self/ns/net", "net:[4026531840]");
  link("proc/2/ns/net", "net:[4026531840]");
  diskstats({});
  netDev({});
});

describe("disks", () => {
  it("count the bytes they read and wrote since the beginning, in sectors of 512 bytes", () => {
    disk("pci0000:00/0000:00:02.0/virtio1/block/vda");
    diskstats({ vda: [3_638_754, 5_614_864] });
    const sums = new DeviceSums(root);
    diskstats({ vda: [3_638_755, 5_678_864] });
    expect(sums.read()).toMatchObject({ diskRead: 512, diskWrite: 32_768_000 });
    expect(sums.missing).toEqual([]);
  });

  it("count once: no partition, nothing stacked on them, and what moves no data by DMA not at all", () => {
    disk("pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda");
    disk("pci0000:00/0000:01:00.0/nvme/nvme0/nvme0c0n1");
    for (const name of ["loop0", "dm-0", "md127", "zram0", "ram0", "nbd0"])
      disk(`virtual/block/${name}`, { bus: false });
    disk("virtual/nvme-subsystem/nvme-subsys0/nvme0n1");
    disk("virtual/nvme-fabrics/ctl/nvme1/nvme1c1n1");
    disk("LNXSYSTM:00/ACPI0012:00/ndbus0/region0/namespace0.0/block/pmem0");
    disk("platform/host7/session1/target7:0:0/7:0:0:0/block/sdx");
    disk("pseudo_0/adapter0/host8/target8:0:0/8:0:0:0/block/sdy");
    disk("rbd/0/block/rbd0");
    const names = "sda sda1 nvme0c0n1 loop0 dm-0 md127 zram0 ram0 nbd0 nvme0n1 nvme1c1n1 pmem0 sdx sdy rbd0".split(" ");
    const all = (sectors: number) =>
      diskstats(Object.fromEntries(names.map((name, index) => [name, [sectors * 2 ** index, 0]])));
    all(0);
    const sums = new DeviceSums(root);
    all(1);
    expect(sums.read().diskRead).toBe((1 + 4) * 512); // sda and nvme0c0n1
  });

  it("count on where one is pulled out and another takes its name", () => {
    disk("pci0000:00/usb1/1-1/host9/target9:0:0/9:0:0:0/block/sdz");
    diskstats({ sdz: [100, 0] });
    const sums = new DeviceSums(root);
    diskstats({ sdz: [103, 0] });
    sums.read();
    diskstats({});
    expect(sums.read().diskRead).toBe(3 * 512);
    diskstats({ sdz: [2, 0] });
    expect(sums.read().diskRead).toBe(5 * 512);
  });

  it("stay exact where the counters are beyond what a double holds", () => {
    disk("pci0000:00/0000:00:03.0/virtio2/block/vdb");
    const sectors = (last: string) =>
      file("proc/diskstats", ` 254 0 vdb 1 0 9007199254740${last} 1 1 0 0 1 0 0 0 0 0 0 0 0 0\n`);
    sectors("993");
    const sums = new DeviceSums(root);
    sectors("994");
    expect(sums.read().diskRead).toBe(512);
  });

  it("are missing, with the reason, where the kernel keeps no account", () => {
    disk("pci0000:00/0000:00:04.0/virtio3/block/vdc", { iostats: "0" });
    diskstats({ vdc: [0, 0] });
    const sums = new DeviceSums(root);
    expect(sums.missing).toEqual([
      { part: "disk DMA", reason: "the kernel keeps no account of vdc: /sys/block/vdc/queue/iostats is 0" },
    ]);
    expect(sums.read()).toMatchObject({ diskRead: null, diskWrite: null, nicTransmit: 0 });
  });
});

describe("network devices", () => {
  it("count the bytes they received and sent since the beginning, if they have a bus", () => {
    nic("eth0");
    for (const name of ["lo", "veth1", "br0", "bond0", "eth0.5"]) nic(name, { bus: false });
    netDev({ lo: [0, 0], eth0: [539_409_922, 1_111_041], veth1: [0, 0], br0: [0, 0], bond0: [0, 0], "eth0.5": [0, 0] });
    const sums = new DeviceSums(root);
    netDev({ lo: [1, 1], eth0: [539_410_022, 1_111_048], veth1: [1, 1], br0: [1, 1], bond0: [1, 1], "eth0.5": [1, 1] });
    expect(sums.read()).toMatchObject({ nicReceive: 100, nicTransmit: 7 });
  });

  it("count once where one serves another: a bond's have no bus above them, netvsc's virtual function has", () => {
    nic("bond1", { bus: false });
    nic("eth1", { master: "bond1" });
    nic("eth2");
    nic("enP1s1", { master: "eth2" });
    nic("lan1", { type: "dsa" });
    const all = (bytes: number) =>
      netDev(
        Object.fromEntries(["bond1", "eth1", "eth2", "enP1s1", "lan1"].map((name, i) => [name, [0, bytes * 10 ** i]])),
      );
    all(0);
    const sums = new DeviceSums(root);
    all(1);
    expect(sums.read().nicTransmit).toBe(110); // eth1 and eth2
  });

  it("are missing, with the reason, in a network namespace that is not the machine's", async () => {
    root = await temporaryDirectory();
    link("proc/self/ns/net", "net:[4026532288]");
    link("proc/2/ns/net", "net:[4026531840]");
    diskstats({});
    const sums = new DeviceSums(root);
    expect(sums.missing).toEqual([
      {
        part: "NIC DMA",
        reason: "copyscope runs in a network namespace that is not the machine's, and cannot see its devices",
      },
    ]);
    expect(sums.read()).toEqual({ diskRead: 0, diskWrite: 0, nicReceive: null, nicTransmit: null });
  });
});
