/**
 * bpftrace line → record. A line that cannot be understood becomes a value (`strange`), never an exception.
 */
import { eventFromText } from "./event-record.ts";
import type { MapEntry, Record } from "./record.ts";

/** Understands one line of `bpftrace -f json`. Total: every string gives a record. */
export function recordFromLine(line: string): Record {
  let parsed: unknown;
  try {
    // Names are 64-bit numbers, which 0.17 prints bare: they are quoted before a double rounds them.
    parsed = JSON.parse(
      /"@(?:name|born)_/.test(line) ? line.replaceAll(/(?<=[[ ,])(\d{15,})(?=[\],])/g, '"$1"') : line,
    );
  } catch {
    return { kind: "strange", line };
  }
  if (!isObject(parsed)) return { kind: "strange", line };
  const { type, data } = parsed;
  switch (type) {
    case "printf":
      return typeof data === "string" ? messageRecord(data, line) : { kind: "strange", line };
    case "attached_probes":
      return { kind: "attached" };
    case "lost_events":
      return isObject(data) && typeof data["events"] === "number"
        ? { kind: "lost", events: data["events"] }
        : { kind: "strange", line };
    case "helper_error":
      // Said by 0.23 and newer. An update that failed is a count that is missing; deleting what is gone is no harm.
      return { kind: "lost", events: parsed["helper"] === "map_update_elem" ? 1 : 0 };
    case "map":
    case "stats":
    case "hist":
      return isObject(data) ? mapRecord(data, line) : { kind: "strange", line };
    default:
      return { kind: "strange", line };
  }
}

function messageRecord(text: string, line: string): Record {
  const event = eventFromText(text);
  if (event !== null) return event === undefined ? { kind: "strange", line } : { kind: "event", event };
  const [word, first, second] = text.trim().split(" ");
  const number = Number(first);
  if (!Number.isFinite(number)) return { kind: "strange", line };
  if (word === "flip" && Number.isFinite(Number(second))) return { kind: "flip", sequence: number, at: Number(second) };
  if (word === "window") return { kind: "window", at: number };
  if (word === "left") return { kind: "left", events: number, open: second === "1" };
  if (word === "done") return { kind: "done", sequence: number };
  if (word === "ready") return { kind: "ready", half: number };
  return { kind: "strange", line };
}

function mapRecord(data: { readonly [name: string]: unknown }, line: string): Record {
  const [name, content] = Object.entries(data)[0] ?? [];
  if (name === undefined || !name.startsWith("@")) return { kind: "strange", line };
  const map = name.slice(1).replace(/_[ab]$/, "");
  // A scalar (the probes' own switches, printed once more at exit) is no map of ours.
  if (!isObject(content)) return { kind: "map", map, entries: [] };
  if (map === "born") {
    const births = Object.entries(content).map(([pid, value]) => {
      const [parent, ...halves] = Array.isArray(value) ? value : [];
      return { pid: Number(pid), parent: Number(parent ?? 0), name: nameFromNumbers(halves) };
    });
    return births.every(isNamed) ? { kind: "births", births } : { kind: "strange", line };
  }
  if (map === "name") {
    const names = Object.entries(content).map(([pid, halves]) => ({ pid: Number(pid), name: nameFromNumbers(halves) }));
    return names.every(isNamed) ? { kind: "names", names } : { kind: "strange", line };
  }
  const entries: MapEntry[] = [];
  for (const key in content) {
    const values = numbersFrom(content[key]);
    const numbers = numbersOfKey(key);
    if (values === null || numbers === null) return { kind: "strange", line };
    entries.push({ key: numbers, values });
  }
  return { kind: "map", map, entries };
}

const [COMMA, ZERO, NINE] = [44, 48, 57];

/** `12,0,345` as numbers; null for anything else. A storm's frame has some ten thousand keys. */
function numbersOfKey(key: string): readonly number[] | null {
  const numbers: number[] = [];
  let number = 0;
  let digits = 0;
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index);
    if (code >= ZERO && code <= NINE) {
      number = 10 * number + (code - ZERO);
      digits++;
    } else if (code === COMMA && digits > 0) {
      numbers.push(number);
      number = digits = 0;
    } else {
      return null;
    }
  }
  if (digits === 0) return null;
  numbers.push(number);
  return numbers;
}

/** The numbers of a value: a bare one, a tuple, stats as [calls, bytes], or a histogram as powers of two. */
function numbersFrom(value: unknown): readonly number[] | null {
  if (typeof value === "number") return [value];
  if (typeof value === "string") return Number.isFinite(Number(value)) ? [Number(value)] : null;
  if (Array.isArray(value)) {
    if (value.length > 0 && isObject(value[0])) return histogramFrom(value);
    const numbers = value.map(Number);
    return numbers.every(Number.isFinite) ? numbers : null;
  }
  if (isObject(value)) {
    const calls = Number(value["count"]);
    const bytes = Number(value["total"]);
    return Number.isFinite(calls) && Number.isFinite(bytes) ? [calls, bytes] : null;
  }
  return null;
}

function histogramFrom(buckets: readonly unknown[]): readonly number[] | null {
  const counts: number[] = [];
  for (const bucket of buckets) {
    if (!isObject(bucket)) return null;
    const count = Number(bucket["count"]);
    const low = Number(bucket["min"] ?? 0);
    if (!Number.isFinite(count) || !Number.isFinite(low)) return null;
    // 0.17 puts all from 2^31 on into one bucket, whose lower bound it writes as -2147483648
    const index = low < 0 ? 31 : low < 2 ? 0 : Math.floor(Math.log2(low));
    while (counts.length <= index) counts.push(0);
    counts[index] = (counts[index] ?? 0) + count;
  }
  return counts;
}

/** The 16 bytes of task_struct.comm, as two numbers, up to the NUL; bytes that are not UTF-8 become U+FFFD. */
function nameFromNumbers(halves: unknown): string | null {
  if (!Array.isArray(halves) || halves.length < 2 || !halves.every((half) => /^\d+$/.test(String(half)))) return null;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  halves.slice(0, 2).forEach((half, index) => {
    view.setBigUint64(8 * index, BigInt.asUintN(64, BigInt(String(half))), true);
  });
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end === -1 ? 16 : end));
}

function isNamed<T extends { readonly name: string | null }>(named: T): named is T & { readonly name: string } {
  return named.name !== null;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
