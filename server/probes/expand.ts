/**
 * The small language of the .bt files, on top of bpftrace's own: words in CAPITALS are replaced, parts
 * (probes/parts) are inserted, and @@maps become two maps in turn (see probes/snapshot.bt).
 */

/** A part: the names of its parameters and its text without the header comment. */
export interface Part {
  readonly parameters: readonly string[];
  readonly text: string;
}

/** Reads a part from its file's text. Throws where the header does not say `NAME(PARAMETERS)` as its first words. */
export function parsePart(name: string, source: string): Part {
  const header = /^\/\*\n \* ([A-Z_]+)(?:\(([A-Z, ]*)\))? /.exec(source);
  if (header === null || header[1] !== name) throw new Error(`the part ${name} does not begin with its name`);
  return {
    parameters: header[2] === undefined ? [] : header[2].split(",").map((word) => word.trim()),
    text: source.slice(source.indexOf("*/") + 3).trimEnd(),
  };
}

/** Inserts parts, innermost last, until none is left. */
export function insertParts(text: string, parts: ReadonlyMap<string, Part>): string {
  let result = text;
  for (let depth = 0; depth < 8; depth++) {
    const before = result;
    for (const [name, part] of parts) {
      const call =
        part.parameters.length === 0
          ? new RegExp(`^[ ]*\\b${name}\\b[ ]*$`, "gm")
          : new RegExp(`^[ ]*\\b${name}\\((.*)\\)[ ]*$`, "gm");
      result = result.replace(call, (_, list?: string) => {
        const values = part.parameters.length === 0 ? [] : (list ?? "").split(/,\s*/);
        if (values.length !== part.parameters.length) {
          throw new Error(`the part ${name} takes ${part.parameters.length} values: ${list}`);
        }
        return part.parameters.reduce(
          (body, parameter, index) => body.replaceAll(new RegExp(`\\b${parameter}\\b`, "g"), () => values[index] ?? ""),
          part.text,
        );
      });
    }
    if (result === before) return result;
  }
  throw new Error("parts insert each other without end");
}

/** Replaces words, repeatedly, for one word's text may hold another. */
export function replaceWords(
  text: string,
  words: Readonly<Record<string, string | ((...values: string[]) => string)>>,
): string {
  let result = text;
  for (let depth = 0; depth < 5; depth++) {
    const before = result;
    for (const [word, value] of Object.entries(words)) {
      result =
        typeof value === "string"
          ? result.replaceAll(new RegExp(`\\b${word}\\b`, "g"), () => value)
          : result.replaceAll(
              new RegExp(`^([ ]*)${word}\\((.*)\\)[ ]*$`, "gm"),
              (_, indent: string, list: string) => indent + value(...list.split(/,\s*/)),
            );
    }
    if (result === before) return result;
  }
  throw new Error("words stand for each other without end");
}

const SNAPSHOT_UPDATE = /@@(\w+)\[((?:[^;[\]]|\[[^\]]*\])*)\] = ([^;]*);/g;
/** What adds to a value instead of replacing it. */
const ADDS = /^(?:count|sum|stats|hist)\(/;

/**
 * Turns each update of an @@map into one of the active side, and returns the names of those maps. With `cpuInKeys` a
 * processor adds to an entry of its own: its number is the last part of the key (server/bpftrace/dialect.ts says when).
 */
export function splitSnapshotMaps(
  text: string,
  cpuInKeys: boolean,
): { readonly text: string; readonly maps: readonly string[] } {
  const maps = new Set<string>();
  const split = text.replaceAll(SNAPSHOT_UPDATE, (_, name: string, parts: string, value: string) => {
    maps.add(name);
    if (/\bargs->/.test(parts + value)) throw new Error(`an update of @@${name} reads args, and so twice: once a side`);
    const key = cpuInKeys && ADDS.test(value) ? `${parts}, (uint64)cpu` : parts;
    return `if ($side & 1) { @${name}_b[${key}] = ${value}; } else { @${name}_a[${key}] = ${value}; }`;
  });
  const left = /^.*@@\w+/m.exec(withoutComments(split));
  if (left !== null) throw new Error(`an @@map is used other than by assignment: ${left[0].trim()}`);
  return { text: split, maps: [...maps] };
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
}
