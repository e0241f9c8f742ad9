/**
 * The lab's folder: the file that is moved, the file it is moved to, and notes of how each run ended. It is
 * on a disk where there is one (O_DIRECT means nothing in memory), and goes when the lab is over.
 */
import { randomFillSync } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdtemp, open, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesystemName } from "../model/filesystem-name.ts";
import { formatBytes, MIB } from "../model/units.ts";
import { fileSentence, quotedPath } from "../recording/file-sentence.ts";
import { homeFolder } from "./home-folder.ts";

export interface Workspace {
  readonly folder: string;
  readonly filesystem: string;
  /** What is moved, once it has been filled. */
  readonly file: string;
  /** Moved the same way, an empty file shows what a program costs before its first byte. */
  readonly emptyFile: string;
  /** Where transfers to a file go; not there at first. */
  readonly target: string;
  /** Writes random bytes to `file`, to the disk too, and leaves them in the page cache. Null, or why it failed. */
  fill(): Promise<WorkspaceFailure | null>;
  remove(): Promise<void>;
}

export interface WorkspaceFailure {
  readonly message: string;
  readonly remedy: string | null;
}

export type WorkspaceMade =
  | { readonly ok: true; readonly workspace: Workspace }
  | ({ readonly ok: false } & WorkspaceFailure);

const LESS = "Free some space, or move a smaller file: COPYSCOPE_LAB_MIB=16 copyscope lab";
const PIECE = 8 * MIB;
/** Room for the file, one copy of it, and what is small. */
const roomFor = (fileBytes: number) => 2 * fileBytes + 16 * MIB;

/** Makes the folder, with room for a file of so many bytes. `roots`: where the folder may be, best first. */
export async function makeWorkspace(
  fileBytes: number,
  roots: readonly string[] = ["/var/tmp", tmpdir(), homeFolder() ?? "/"],
): Promise<WorkspaceMade> {
  const root = await bestRoot(roots, roomFor(fileBytes));
  if (root === null) {
    const places = roots.map(quotedPath).join(", ");
    const message = `the lab needs ${formatBytes(roomFor(fileBytes))} on a disk, and finds them in none of ${places}.`;
    return { ok: false, message, remedy: LESS };
  }
  try {
    const folder = await mkdtemp(join(root, "copyscope-lab-"));
    return { ok: true, workspace: await furnished(folder, fileBytes) };
  } catch (error) {
    return { ok: false, message: fileSentence("make a folder in", root, error), remedy: LESS };
  }
}

async function furnished(folder: string, fileBytes: number): Promise<Workspace> {
  const workspace: Workspace = {
    folder,
    filesystem: await filesystemOf(folder),
    file: join(folder, "file"),
    emptyFile: join(folder, "empty"),
    target: join(folder, "target"),
    fill: async () => {
      try {
        await writeFile(workspace.emptyFile, "");
        await writeRandom(workspace.file, fileBytes);
        return null;
      } catch (error) {
        return { message: fileSentence("write the lab's file in", folder, error), remedy: LESS };
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  return workspace;
}

/** Fills the file, has it written out, and reads it once, so that it is in the page cache. */
async function writeRandom(path: string, bytes: number): Promise<void> {
  const piece = Buffer.allocUnsafe(Math.min(PIECE, bytes));
  const file = await open(path, "wx+", 0o600);
  try {
    for (let done = 0; done < bytes; ) {
      const part = piece.subarray(0, Math.min(piece.length, bytes - done));
      done += (await file.write(randomFillSync(part), 0, part.length, done)).bytesWritten;
    }
    await file.sync();
    for (let at = 0; at < bytes; at += piece.length) await file.read(piece, 0, piece.length, at);
  } finally {
    await file.close();
  }
}

async function filesystemOf(path: string): Promise<string> {
  // Node has the number as statfs(2) does, which sign-extends it on some architectures.
  return filesystemName((await statfs(path)).type >>> 0);
}

/** The first root that has room and takes O_DIRECT; else the first that has room; else null. */
async function bestRoot(roots: readonly string[], room: number): Promise<string | null> {
  const withRoom: string[] = [];
  for (const root of roots) if (await hasRoom(root, room)) withRoom.push(root);
  for (const root of withRoom) if (await takesDirect(root)) return root;
  return withRoom[0] ?? null;
}

async function hasRoom(folder: string, room: number): Promise<boolean> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= room;
  } catch {
    return false;
  }
}

/** Whether O_DIRECT goes to a device here. tmpfs takes it since Linux 6.6, and copies all the same. */
async function takesDirect(folder: string): Promise<boolean> {
  const path = join(folder, `.copyscope-lab-${process.pid}`);
  try {
    if (["tmpfs", "ramfs"].includes(await filesystemOf(folder))) return false;
    const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_DIRECT, 0o600);
    await file.close();
    return true;
  } catch {
    return false;
  } finally {
    await rm(path, { force: true });
  }
}
