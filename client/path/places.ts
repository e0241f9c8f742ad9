/**
 * Where the nodes of the data path stand, in the picture's own units. User space above, the kernel below it, devices
 * at the bottom: a copy climbs over the line into user space and comes back, a reference stays below it.
 */
import type { PathNode } from "../../server/model/live/data-path.ts";

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly hint: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly places: { readonly [N in PathNode]: Place };
  /** The lines between user space, kernel and devices. */
  readonly borders: readonly {
    readonly y: number;
    readonly labelX: number;
    readonly above: string;
    readonly below: string;
  }[];
}

const HINTS: { readonly [N in PathNode]: readonly [label: string, hint: string] } = {
  disk: ["Disk", "block devices, and files around the cache"],
  "page-cache": ["Page cache", "files in memory"],
  application: ["Application buffers", "user memory"],
  pipe: ["Pipe", "between programs"],
  socket: ["Socket buffers", "TCP, UDP, unix"],
  nic: ["NIC", "network devices"],
  file: ["Other file", "file to file"],
  device: ["Devices", "null, zero, tty"],
  unknown: ["Unknown", "not looked up"],
};

function place(node: PathNode, x: number, y: number, width: number, height: number): Place {
  const [label, hint] = HINTS[node];
  return { x, y, width, height, label, hint };
}

/** For panels about twice as wide as high. */
export const WIDE: Layout = {
  width: 1000,
  height: 470,
  places: {
    application: place("application", 20, 26, 960, 50),
    "page-cache": place("page-cache", 130, 172, 190, 172),
    pipe: place("pipe", 480, 172, 130, 46),
    file: place("file", 480, 298, 130, 46),
    socket: place("socket", 700, 172, 170, 172),
    disk: place("disk", 20, 414, 300, 46),
    nic: place("nic", 700, 414, 170, 46),
    device: place("device", 900, 414, 90, 46),
    unknown: place("unknown", 480, 414, 130, 46),
  },
  borders: [
    { y: 140, labelX: 391, above: "user space", below: "kernel" },
    { y: 378, labelX: 391, above: "", below: "devices" },
  ],
};

/** For phones: the same picture, narrower, with room for labels between the rows. */
export const NARROW: Layout = {
  width: 380,
  height: 640,
  places: {
    application: { ...place("application", 6, 24, 368, 50), label: "Application buffers (user space)" },
    "page-cache": place("page-cache", 52, 196, 112, 250),
    pipe: place("pipe", 176, 196, 66, 46),
    file: place("file", 176, 400, 66, 46),
    socket: { ...place("socket", 254, 196, 86, 180), label: "Sockets" },
    disk: place("disk", 6, 580, 158, 46),
    nic: place("nic", 254, 580, 66, 46),
    device: place("device", 326, 580, 48, 46),
    unknown: place("unknown", 176, 580, 66, 46),
  },
  borders: [
    { y: 164, labelX: 64, above: "", below: "kernel" },
    { y: 512, labelX: 209, above: "", below: "devices" },
  ],
};
