/**
 * What disks and network devices have moved since a moment, from the kernel's own cumulative counters: nothing that
 * happens between two looks is lost, however busy the machine. (Probes are no way to count this: completions come in
 * interrupts, and a probe is skipped there while another one runs on that CPU. 6.5 of 32.8 MB were seen.)
 */
import { existsSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import type { DeviceDma } from "../model/frame.ts";

/** What cannot be measured here, and why. */
export interface MissingDevices {
  readonly part: string;
  readonly reason: string;
}

/** A device's two counters, in the kernel's order: read and written, or received and sent. In bytes. */
type Counters = readonly [bigint, bigint];

const SECTOR = 512n; // whatever the device's own block is (Documentation/admin-guide/iostats.rst)

export class DeviceSums {
  readonly #disks: Sum;
  readonly #nics: Sum;
  readonly missing: readonly MissingDevices[];

  /** Sums begin now. `root` is where /proc and /sys are, for tests. */
  constructor(root = "") {
    this.#disks = new Sum(() => disks(root));
    this.#nics = new Sum(() => networkDevices(root));
    this.missing = [
      ...(this.#disks.failure === null ? [] : [{ part: "disk DMA", reason: this.#disks.failure }]),
      ...(this.#nics.failure === null ? [] : [{ part: "NIC DMA", reason: this.#nics.failure }]),
    ];
  }

  /** Bytes since the beginning, of the whole machine; null for what is `missing`, or could not be read this time. */
  read(): DeviceDma {
    const [diskRead, diskWrite] = this.#disks.read();
    const [nicReceive, nicTransmit] = this.#nics.read();
    return { diskRead, diskWrite, nicTransmit, nicReceive };
  }
}

/** The sum of the devices' counters since the first look at each. */
class Sum {
  readonly #look: () => ReadonlyMap<string, Counters>;
  readonly #last = new Map<string, Counters>();
  #sums: [number, number] = [0, 0];
  /** Why there is nothing to be read; null where there is. */
  readonly failure: string | null = null;

  constructor(look: () => ReadonlyMap<string, Counters>) {
    this.#look = look;
    try {
      for (const [name, counters] of look()) this.#last.set(name, counters);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  read(): readonly [number | null, number | null] {
    if (this.failure !== null) return [null, null];
    try {
      for (const [name, counters] of this.#look()) this.#advance(name, counters);
    } catch {
      return [null, null];
    }
    return [this.#sums[0], this.#sums[1]];
  }

  #advance(name: string, now: Counters): void {
    // What a device that has just appeared did before is not known to be of this time: it may come from elsewhere.
    const before = this.#last.get(name) ?? now;
    this.#last.set(name, now);
    // A counter that went back began anew: another device under the name, or one that was reset.
    const since = (side: 0 | 1) => Number(now[side] < before[side] ? now[side] : now[side] - before[side]);
    this.#sums = [this.#sums[0] + since(0), this.#sums[1] + since(1)];
  }
}

/** By device: whether it counts. Asked once; a name that comes again is the same sort of device. */
const known = new Map<string, boolean>();

function countsOnce(path: string, counts: () => boolean): boolean {
  const answer = known.get(path) ?? counts();
  known.set(path, answer);
  return answer;
}

/**
 * Bytes read and written by each disk that does DMA, from /proc/diskstats (Documentation/admin-guide/iostats.rst): whole
 * disks only. Discards have fields of their own. Throws a sentence where the kernel does not count.
 */
function disks(root: string): ReadonlyMap<string, Counters> {
  const counters = new Map<string, Counters>();
  for (const line of text(`${root}/proc/diskstats`).split("\n")) {
    const [, , name, , , read, , , , written] = line.trim().split(/\s+/);
    if (name === undefined || read === undefined || written === undefined) continue;
    const path = `${root}/sys/block/${name.replaceAll("/", "!")}`;
    if (!countsOnce(path, () => doesDiskDma(path))) continue;
    if (!countsOnce(`${path}/queue/iostats`, () => !isOff(`${path}/queue/iostats`))) {
      throw new Error(`the kernel keeps no account of ${name}: /sys/block/${name}/queue/iostats is 0`);
    }
    counters.set(name, [BigInt(read) * SECTOR, BigInt(written) * SECTOR]);
  }
  return counters;
}

/**
 * Whether a block device is a disk whose controller moves the data. A partition is not in /sys/block. loop, md, dm,
 * zram, nbd, ram and NVMe's multipath heads live under /sys/devices/virtual: they pass on to other disks, to memory or
 * to the network, and would count twice or count no DMA. The rest has a parent on a bus, its `device`; among that are
 * some whose driver copies with the CPU (pmem, flash without a controller, the SCSI test driver) or hands the data to
 * the network (rbd, iSCSI over TCP: a `session` in its path).
 */
function doesDiskDma(path: string): boolean {
  const place = realPath(path);
  if (place === null || place.includes("/devices/virtual/") || !existsSync(`${path}/device`)) return false;
  if (/\/(?:session\d+|pseudo_\d+)\//.test(place)) return false;
  return !/^(?:pmem|mtdblock|rbd|ram)\d/.test(place.slice(place.lastIndexOf("/") + 1));
}

/**
 * Bytes received and sent by each network device that does DMA, from /proc/net/dev. What stands there is of this process's
 * network namespace, so only the machine's own will do, in which kthreadd (pid 2) and all of the kernel's threads are.
 * Throws a sentence where that is not to be had.
 */
function networkDevices(root: string): ReadonlyMap<string, Counters> {
  if (linkTo(`${root}/proc/self/ns/net`) !== linkTo(`${root}/proc/2/ns/net`)) {
    throw new Error("copyscope runs in a network namespace that is not the machine's, and cannot see its devices");
  }
  const counters = new Map<string, Counters>();
  for (const line of text(`${root}/proc/net/dev`).split("\n")) {
    const [, name, figures = ""] = /^\s*(\S+?):\s*(.*)$/.exec(line) ?? [];
    const fields = figures.split(/\s+/);
    const [received, sent] = [fields[0], fields[8]];
    if (name === undefined || !/^\d+$/.test(received ?? "") || !/^\d+$/.test(sent ?? "")) continue;
    const path = `${root}/sys/class/net/${name}`;
    if (countsOnce(path, () => doesNetworkDma(path))) counters.set(name, [BigInt(received ?? 0), BigInt(sent ?? 0)]);
  }
  return counters;
}

/**
 * Whether a network device has a bus of its own, its `device`: loopback, veth, bridges, bonds, tunnels and VLANs have none.
 * One that serves another device with a bus, as a virtual function serves Hyper-V's netvsc, is in that one's figures
 * (netvsc_get_stats64), and the ports of a switch (DSA) send through another device.
 */
function doesNetworkDma(path: string): boolean {
  if (!existsSync(`${path}/device`) || existsSync(`${path}/master/device`)) return false;
  return !/^DEVTYPE=dsa$/m.test(textOrNothing(`${path}/uevent`));
}

function isOff(path: string): boolean {
  return textOrNothing(path).trim() === "0";
}

function text(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function textOrNothing(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function linkTo(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    throw new Error(`${path} cannot be read, so whose network devices are seen is not known`);
  }
}
