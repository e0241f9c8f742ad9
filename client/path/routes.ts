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
}

type Pair = `${PathNode}>${PathNode}`;
/** x1, y1, x2, y2, label x, label y */
type Row = readonly [number, number, number, number, number, number];

const WIDE_ROUTES: { readonly [P in Pair]?: Row } = {
  "page-cache>application": [180, 172, 180, 76, 180, 110],
  "application>page-cache": [280, 76, 280, 172, 280, 110],
  "application>pipe": [500, 76, 500, 172, 500, 110],
  "pipe>application": [594, 172, 594, 76, 598, 110],
  "application>socket": [742, 76, 742, 172, 742, 110],
  "socket>application": [838, 172, 838, 76, 840, 110],
  "disk>application": [50, 414, 50, 76, 58, 236],
  "application>disk": [98, 76, 98, 414, 68, 300],
  "disk>page-cache": [180, 414, 180, 344, 180, 379],
  "page-cache>disk": [280, 344, 280, 414, 280, 379],
  "page-cache>pipe": [320, 188, 480, 188, 400, 184],
  "pipe>page-cache": [480, 210, 320, 210, 400, 222],
  "pipe>socket": [610, 188, 700, 188, 655, 184],
  "socket>pipe": [700, 210, 610, 210, 655, 222],
  "page-cache>socket": [320, 260, 700, 260, 545, 260],
  "socket>page-cache": [700, 282, 320, 282, 400, 282],
  "page-cache>file": [320, 321, 480, 321, 400, 321],
  "socket>nic": [742, 344, 742, 414, 742, 379],
  "nic>socket": [838, 414, 838, 344, 840, 379],
  "device>application": [922, 414, 922, 76, 940, 220],
  "application>device": [964, 76, 964, 414, 946, 290],
  "unknown>application": [640, 414, 640, 76, 640, 330],
  "application>unknown": [660, 76, 660, 414, 650, 370],
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
  "device>application": [352, 580, 352, 74, 330, 420],
  "application>device": [368, 74, 368, 580, 330, 444],
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
  return { x1: start.x, y1: start.y, x2: end.x, y2: end.y, labelX, labelY, bulge: 0 };
}

function loop({ x, y, width, height }: Place): Route {
  const bottom = y + height;
  const middle = x + width / 2;
  return { x1: middle - 14, y1: bottom, x2: middle + 14, y2: bottom, labelX: middle, labelY: bottom + 24, bulge: 30 };
}

export function routeOf(from: PathNode, to: PathNode, layout: Layout): Route {
  const laid = (layout === NARROW ? NARROW_ROUTES : WIDE_ROUTES)[`${from}>${to}`];
  if (laid !== undefined) {
    const [x1, y1, x2, y2, labelX, labelY] = laid;
    return { x1, y1, x2, y2, labelX, labelY, bulge: 0 };
  }
  return from === to ? loop(layout.places[from]) : straight(layout.places[from], layout.places[to]);
}
