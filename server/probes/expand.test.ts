import { describe, expect, it } from "vitest";
import { insertParts, type Part, parsePart, replaceWords, splitSnapshotMaps } from "./expand.ts";

const part = (text: string, ...parameters: string[]): Part => ({ parameters, text });

describe("parsePart", () => {
  it("takes the name and the parameters from the header, and leaves the header out", () => {
    const source = "/*\n * FILE_OF(FD, FILE)  The struct file behind a descriptor.\n */\n  FILE = FD;\n";
    expect(parsePart("FILE_OF", source)).toEqual({ parameters: ["FD", "FILE"], text: "  FILE = FD;" });
  });

  it("takes a part without parameters", () => {
    expect(parsePart("FLIP", "/*\n * FLIP  Turns the switch.\n */\n  @side = 1;\n").parameters).toEqual([]);
  });

  it.each([
    ["another name", "/*\n * FLOP  Turns the switch.\n */\n"],
    ["no header", "  @side = 1;\n"],
    ["a header of prose", "/*\n * Turns the switch.\n */\n"],
  ])("refuses a file with %s", (_, source) => {
    expect(() => parsePart("FLIP", source)).toThrow("the part FLIP does not begin with its name");
  });
});

describe("insertParts", () => {
  it("inserts a part where its name stands alone on a line", () => {
    const parts = new Map([["FLIP", part("  @side = 1;")]]);
    expect(insertParts("a;\n  FLIP\nb;", parts)).toBe("a;\n  @side = 1;\nb;");
  });

  it("leaves the name alone where it stands in a line", () => {
    const parts = new Map([["FLIP", part("x")]]);
    expect(insertParts("  $a = FLIP;\n  FLIP_SIDE\n", parts)).toBe("  $a = FLIP;\n  FLIP_SIDE\n");
  });

  it("puts values for parameters, wherever these stand as whole words", () => {
    const parts = new Map([["COPY", part("  TO = FROM + FROM_HERE; // TO", "FROM", "TO")]]);
    expect(insertParts("COPY($a, @b)", parts)).toBe("  @b = $a + FROM_HERE; // @b");
  });

  it("takes a value literally, dollars too", () => {
    const parts = new Map([["SET", part("  WORD = 1;", "WORD")]]);
    expect(insertParts("SET($&)", parts)).toBe("  $& = 1;");
  });

  it("inserts a part within a part, and hands its values on", () => {
    const parts = new Map([
      ["OUTER", part("  before;\n  INNER(WHAT)\n  after;", "WHAT")],
      ["INNER", part("  @x = IT;", "IT")],
    ]);
    expect(insertParts("OUTER($v)", parts)).toBe("  before;\n  @x = $v;\n  after;");
  });

  it("takes values with parentheses", () => {
    const parts = new Map([["SET", part("  @x = IT;", "IT")]]);
    expect(insertParts("  SET((uint64)tid)", parts)).toBe("  @x = (uint64)tid;");
  });

  it("refuses parts that insert each other without end", () => {
    const parts = new Map([
      ["ONE", part("OTHER\nOTHER")],
      ["OTHER", part("ONE")],
    ]);
    expect(() => insertParts("ONE", parts)).toThrow("without end");
  });

  it.each(["SET($a)", "SET($a, $b, $c)"])("refuses a part with too few or too many values: %s", (call) => {
    const parts = new Map([["SET", part("  TO = FROM;", "FROM", "TO")]]);
    expect(() => insertParts(call, parts)).toThrow("the part SET takes 2 values");
  });
});

describe("replaceWords", () => {
  it("replaces whole words only", () => {
    expect(replaceWords("SCOPE SCOPE_AT_EXEC $SCOPED", { SCOPE: "pid == 1" })).toBe("pid == 1 SCOPE_AT_EXEC $SCOPED");
  });

  it("replaces the words in a word's text", () => {
    expect(replaceWords("A", { A: "B || B", B: "1" })).toBe("1 || 1");
  });

  it("makes the text of a word that takes values, and keeps the indentation", () => {
    const words = { ADD: (pid: string) => `@scope[${pid}] = 1;` };
    expect(replaceWords("  ADD($child)", words)).toBe("  @scope[$child] = 1;");
  });

  it("gives all values in order", () => {
    expect(replaceWords("BORN($a, (uint64)pid)", { BORN: (tid: string, pid: string) => `${pid}/${tid}` })).toBe(
      "(uint64)pid/$a",
    );
  });

  it("takes a text literally, dollars too", () => {
    expect(replaceWords("WORD", { WORD: "$&$1" })).toBe("$&$1");
  });

  it("refuses words that stand for each other without end", () => {
    expect(() => replaceWords("A", { A: "B + B", B: "A" })).toThrow("without end");
  });
});

describe("splitSnapshotMaps", () => {
  const sides = (text: string) => {
    const { text: split, maps } = splitSnapshotMaps(text, false);
    return { a: /@\w+_a\[.*?\] = [^;]*;/.exec(split)?.[0], b: /@\w+_b\[.*?\] = [^;]*;/.exec(split)?.[0], maps };
  };

  it("makes of one update two, of which the switch chooses one", () => {
    expect(sides("  @@calls[1] = count();")).toEqual({
      a: "@calls_a[1] = count();",
      b: "@calls_b[1] = count();",
      maps: ["calls"],
    });
    expect(splitSnapshotMaps("@@calls[1] = count();", false).text).toMatch(
      /^if \(.*\$side.*\) \{ .* \} else \{ .* \}$/,
    );
  });

  it("takes keys of several parts, keys that are read from maps, and tuples", () => {
    const update = "@@x[(uint64)pid, @task[$tid]] = (*(uint64 *)$comm, *(uint64 *)($comm + 8));";
    const { text, maps } = splitSnapshotMaps(update, false);
    expect(text).toContain("@x_a[(uint64)pid, @task[$tid]] = (*(uint64 *)$comm, *(uint64 *)($comm + 8));");
    expect(text).toContain("@x_b[(uint64)pid, @task[$tid]] = (*(uint64 *)$comm, *(uint64 *)($comm + 8));");
    expect(maps).toEqual(["x"]);
  });

  it("names each map once, in the order of the text", () => {
    expect(splitSnapshotMaps("@@b[1] = count();\n@@a[1] = count();\n@@b[2] = count();", false).maps).toEqual([
      "b",
      "a",
    ]);
  });

  it("leaves comments as they are", () => {
    const text = "/*\n * @@calls[tgid]   calls\n */\n";
    expect(splitSnapshotMaps(text, false)).toEqual({ text, maps: [] });
  });

  it.each(["@@bytes[1] = sum((uint64)args->len);", "@@calls[(uint64)args->opcode] = count();"])(
    "refuses %s, which would read one field in two places: some versions cannot compile that",
    (text) => expect(() => splitSnapshotMaps(text, false)).toThrow("reads args"),
  );

  it.each([
    ["read", "$x = @@calls[1];"],
    ["deleted", "delete(@@calls[1]);"],
    ["without a key", "@@calls = count();"],
    ["in a predicate", "/ @@calls[1] /"],
    ["read beside a product", "$x = 2 * @@calls[1];"],
  ])("refuses an @@map that is %s", (_, text) => {
    expect(() => splitSnapshotMaps(text, false)).toThrow("used other than by assignment");
  });

  it.each(["count()", "sum($x)", "stats($moved)", "hist($now - $entered)"])(
    "puts the processor last into the key of what %s adds to, where that is asked for",
    (value) => {
      const { text } = splitSnapshotMaps(`@@x[(uint64)pid, @task[$tid]] = ${value};`, true);
      expect(text).toContain(`@x_a[(uint64)pid, @task[$tid], (uint64)cpu] = ${value};`);
      expect(text).toContain(`@x_b[(uint64)pid, @task[$tid], (uint64)cpu] = ${value};`);
    },
  );

  it.each(["$clock", "($user, $kernel)", "(*(uint64 *)$comm, *(uint64 *)($comm + 8))"])(
    "leaves the key of what is set to %s as it is: the last one wins, whoever it is",
    (value) => expect(splitSnapshotMaps(`@@x[1] = ${value};`, true).text).toContain(`@x_a[1] = ${value};`),
  );
});
