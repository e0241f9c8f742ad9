/**
 * Which way an edge goes and where its label stands. The ways that data commonly takes are laid by hand, so that none
 * crosses another and no label covers one; any other goes straight from node to node.
 */
import type { PathNode } from "../../server/model/live/data-path.ts";
import { type Layout, NARROW, type Place } from "./places.ts";

export interface Route {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Where the label's middle is. */
  readonly labelX: number;
  readonly labelY: number;
  /** A loop from a node to itself bulges by this much; 0: a straight line. */
  readonly bulge: number;
  /** The label lies on the line, and needs a ground of its own; else it stands beside it. */
  readonly covers: boolean;
}

type Pair = `${PathNode}>${PathNode}`;
/** x1, y1, x2, y2, label x, label y */
type Row = readonly [number, number, number, number, number, number];

/** How far right of a line its label's middle is. */
const BESIDE = 59;

/** A way up or down; its label stands at its right, so that the line is seen from end to end. */
const upright = (x: number, from: number, to: number, labelY: number): Row => [x, from, x, to, x + BESIDE, labelY];

/** Where things stand in the wide picture: the foot of user memory, top and foot of the kernel's, top of the devices. */
const [USER, TOP, FOOT, DEVICES] = [74, 196, 346, 410];

/** Where labels stand between user memory and the kernel's, and between the kernel's and the devices. */
const [CROSSING, BELOW] = [149, 376];

const WIDE_ROUTES: { readonly [P in Pair]?: Row } = {
  "page-cache>application": upright(154, TOP, USER, CROSSING),
  "application>page-cache": upright(270, USER, TOP, CROSSING),
  "application>pipe": upright(456, USER, TOP, CROSSING),
  "pipe>application": upright(572, TOP, USER, CROSSING),
  "application>socket": upright(708, USER, TOP, CROSSING),
  "socket>application": upright(824, TOP, USER, CROSSING),
  "disk>page-cache": upright(154, DEVICES, FOOT, BELOW),
  "page-cache>disk": upright(270, FOOT, DEVICES, BELOW),
  "socket>nic": upright(708, FOOT, DEVICES, BELOW),
  "nic>socket": upright(824, DEVICES, FOOT, BELOW),
  "page-cache>pipe": [346, 220, 440, 220, 393, 192],
  "pipe>page-cache": [440, 234, 346, 234, 393, 254],
  "pipe>socket": [590, 220, 690, 220, 640, 192],
  "socket>pipe": [690, 234, 590, 234, 640, 254],
  "page-cache>socket": [346, 282, 690, 282, 516, 259],
  "socket>page-cache": [690, 296, 346, 296, 640, 317],
  "page-cache>file": [346, 328, 440, 328, 393, 307],
  "disk>application": [82, DEVICES, 82, USER, 82, 262],
  "application>disk": [112, USER, 112, DEVICES, 84, 318],
  "device>application": [950, DEVICES, 950, USER, 950, 190],
  "application>device": [1000, USER, 1000, DEVICES, 988, 300],
  "unknown>application": [630, DEVICES, 630, USER, 630, 376],
  "application>unknown": [650, USER, 650, DEVICES, 650, 334],
};

const NARROW_ROUTES: { readonly [P in Pair]?: Row } = {
  "page-cache>application": [84, 196, 84, 74, 84, 98],
  "application>page-cache": [140, 74, 140, 196, 136, 142],
  "application>pipe": [194, 74, 194, 196, 182, 120],
  "pipe>application": [226, 196, 226, 74, 222, 182],
  "application>socket": [276, 74, 276, 196, 284, 98],
  "socket>application": [322, 196, 322, 74, 314, 142],
  "disk>application": [26, 580, 26, 74, 48, 480],
  "application>disk": [42, 74, 42, 580, 48, 500],
  "disk>page-cache": [100, 580, 100, 446, 106, 532],
  "page-cache>disk": [146, 446, 146, 580, 122, 558],
  "page-cache>pipe": [164, 212, 176, 212, 209, 260],
  "pipe>page-cache": [176, 230, 164, 230, 209, 282],
  "pipe>socket": [242, 212, 254, 212, 209, 304],
  "socket>pipe": [254, 230, 242, 230, 209, 304],
  "page-cache>socket": [164, 340, 254, 340, 209, 340],
  "socket>page-cache": [254, 364, 164, 364, 209, 364],
  "page-cache>file": [164, 423, 176, 423, 209, 464],
  "socket>nic": [276, 376, 276, 580, 284, 532],
  "nic>socket": [306, 580, 306, 376, 300, 558],
  "device>application": [352, 580, 352, 74, 330, 398],
  "application>device": [368, 74, 368, 580, 330, 464],
  "unknown>application": [209, 580, 209, 242, 209, 540],
};

const centre = ({ x, y, width, height }: Place) => ({ x: x + width / 2, y: y + height / 2 });

/** Where the straight line from a place's middle towards a point leaves the place. */
function leaving(place: Place, towards: { x: number; y: number }): { x: number; y: number } {
  const { x, y } = centre(place);
  const dx = towards.x - x;
  const dy = towards.y - y;
  const scale = Math.min(place.width / 2 / Math.abs(dx || 1e-9), place.height / 2 / Math.abs(dy || 1e-9));
  return { x: x + dx * scale, y: y + dy * scale };
}

function straight(from: Place, to: Place): Route {
  const start = leaving(from, centre(to));
  const end = leaving(to, centre(from));
  const [labelX, labelY] = [(start.x + end.x) / 2, (start.y + end.y) / 2];
  return { x1: start.x, y1: start.y, x2: end.x, y2: end.y, labelX, labelY, bulge: 0, covers: true };
}

function loop({ x, y, width, height }: Place): Route {
  const bottom = y + height;
  const middle = x + width / 2;
  return {
    x1: middle - 14,
    y1: bottom,
    x2: middle + 14,
    y2: bottom,
    labelX: middle,
    labelY: bottom + 24,
    bulge: 30,
    covers: true,
  };
}

/** In the units of the layout. Never fails: places without a way laid for them are joined by a straight line. */
export function routeOf(from: PathNode, to: PathNode, layout: Layout): Route {
  const laid = (layout === NARROW ? NARROW_ROUTES : WIDE_ROUTES)[`${from}>${to}`];
  if (laid !== undefined) {
    const [x1, y1, x2, y2, labelX, labelY] = laid;
    // Half of a label lies left of its middle: nearer than that it covers the line.
    const covers = layout === NARROW || (x1 === x2 && Math.abs(labelX - x1) < BESIDE);
    return { x1, y1, x2, y2, labelX, labelY, bulge: 0, covers };
  }
  return from === to ? loop(layout.places[from]) : straight(layout.places[from], layout.places[to]);
}
