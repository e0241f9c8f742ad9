import { expect, test } from "vitest";
import { connectionsOf, endingsFromText, plannedRuns, type Route, seriesCommand } from "./series.ts";
import { chosenTransfers } from "./transfers.ts";

const chosen = chosenTransfers(["sendfile", "file-sendfile"]);
if (!chosen.ok) throw new Error(chosen.message);
const [tcp, file] = chosen.transfers;
if (!tcp || !file) throw new Error("two transfers were chosen");
const routes: readonly Route[] = [
  { transfer: tcp, program: ["/bin/s"], destination: "tcp:7" },
  { transfer: file, program: ["/bin/s"], destination: "/w/target" },
];
const files = { file: "/w/file", emptyFile: "/w/empty" };

test("each round shows each transfer's start-up first, and warms up before a new file", () => {
  const runs = plannedRuns(routes, 2, files);
  const round = [
    "sendfile start-up",
    "sendfile measure",
    "file-sendfile start-up",
    "file-sendfile warm-up",
    "file-sendfile measure",
  ];
  expect(runs.map(({ transfer, purpose }) => `${transfer.name} ${purpose}`)).toEqual([...round, ...round]);
  expect(runs.filter(({ transfer }) => transfer === tcp)).toHaveLength(connectionsOf(2));
});

test("the command line holds every run after a colon", () => {
  const runs = plannedRuns(routes.slice(0, 1), 1, files);
  expect(seriesCommand("/bin/series", "/w", "/w/target", runs).join(" ")).toBe(
    "/bin/series /w /w/target : /bin/s /w/empty tcp:7 65536 : /bin/s /w/file tcp:7 65536",
  );
});

test("endings are read by number, and half a line is none", () => {
  const endings = endingsFromText("0 100 0 -1\n1 101 139 0\n2 102 0 8388608\n3 10");
  expect([...endings]).toEqual([
    [0, { pid: 100, status: 0, targetBytes: null }],
    [1, { pid: 101, status: 139, targetBytes: 0 }],
    [2, { pid: 102, status: 0, targetBytes: 8388608 }],
  ]);
  expect(endingsFromText("").size).toBe(0);
});
