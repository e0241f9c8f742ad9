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
  /** User space, the kernel and the devices, from the top down. */
  readonly bands: readonly Band[];
}

export interface Band {
  readonly name: "user" | "kernel" | "devices";
  readonly label: string;
  readonly y: number;
  readonly height: number;
}

function bands(top: number, kernel: number, devices: number, bottom: number): readonly Band[] {
  return [
    { name: "user", label: "user space", y: top, height: kernel - top },
    { name: "kernel", label: "kernel", y: kernel, height: devices - kernel },
    { name: "devices", label: "devices", y: devices, height: bottom - devices },
  ];
}

const HINTS: { readonly [N in PathNode]: readonly [label: string, hint: string] } = {
  disk: ["Disk", "block devices, and files around the cache"],
  "page-cache": ["Page cache", "files, in memory"],
  application: ["Application buffers", "the programs' own memory"],
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
  width: 1040,
  height: 470,
  places: {
    application: place("application", 34, 20, 992, 54),
    "page-cache": place("page-cache", 132, 196, 214, 150),
    pipe: place("pipe", 440, 196, 150, 46),
    file: place("file", 440, 300, 150, 46),
    socket: place("socket", 690, 196, 190, 150),
    disk: place("disk", 34, 410, 312, 48),
    nic: place("nic", 690, 410, 190, 48),
    device: place("device", 926, 410, 100, 48),
    unknown: place("unknown", 530, 410, 146, 48),
  },
  bands: bands(2, 112, 398, 468),
};

/** For phones: the same picture, narrower, with room for labels between the rows. */
export const NARROW: Layout = {
  width: 380,
  height: 640,
  places: {
    application: place("application", 6, 24, 368, 50),
    "page-cache": place("page-cache", 52, 196, 112, 250),
    pipe: place("pipe", 176, 196, 66, 46),
    file: { ...place("file", 176, 400, 66, 46), label: "File" },
    socket: { ...place("socket", 254, 196, 86, 180), label: "Sockets" },
    disk: place("disk", 6, 580, 158, 46),
    nic: place("nic", 254, 580, 66, 46),
    device: { ...place("device", 326, 580, 48, 46), label: "Dev." },
    unknown: { ...place("unknown", 176, 580, 66, 46), label: "?" },
  },
  bands: bands(2, 164, 556, 638),
};
