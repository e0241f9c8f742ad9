/**
 * Where an export goes: files that it makes, or standard output. What it made is taken away again when it fails, so
 * that nobody takes half an export for a whole one.
 */
import { type FileHandle, mkdir, open, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { ByteSink } from "../export/exporter.ts";
import { errorCode, fileSentence } from "../recording/file-sentence.ts";
import type { CliIo } from "./io.ts";

/** Thrown out of a sink, through the library that writes to it. `message` is a sentence. */
export class OutputFailure extends Error {
  /** The reader of standard output has closed it: he has what he wanted. */
  readonly readerIsGone: boolean;

  constructor(doing: string, path: string, error: unknown) {
    super(fileSentence(doing, path, error));
    this.readerIsGone = path === STANDARD_OUTPUT && errorCode(error) === "EPIPE";
  }
}

const STANDARD_OUTPUT = "standard output";

/** Bytes to standard output. A write that fails rejects with an OutputFailure. */
export function standardOutput(io: CliIo): ByteSink {
  return {
    write: async (bytes) =>
      await new Promise((resolve, reject) => {
        io.stdout.write(bytes, (error) => {
          if (error == null) resolve();
          else reject(new OutputFailure("write to", STANDARD_OUTPUT, error));
        });
      }),
  };
}

interface MadeFile {
  readonly path: string;
  readonly file: FileHandle;
  /** It was not there before. */
  readonly isOurs: boolean;
}

/** Files and perhaps a folder that one export makes. */
export class OutputFiles {
  readonly #force: boolean;
  readonly #made: MadeFile[] = [];
  #folder: string | null = null;

  /** `force`: files that exist are overwritten. */
  constructor(force: boolean) {
    this.#force = force;
  }

  /** Opens a file for writing. Throws an {@link OutputFailure}. */
  async open(path: string): Promise<ByteSink> {
    const made = await this.#create(path);
    this.#made.push(made);
    return {
      write: async (bytes) => {
        try {
          await made.file.writeFile(bytes);
        } catch (error) {
          throw new OutputFailure("write", path, error);
        }
      },
    };
  }

  /** Opens a file in a folder, which is made where it does not exist. Throws an {@link OutputFailure}. */
  async openIn(folder: string, name: string): Promise<ByteSink> {
    if (this.#folder === null && this.#made.length === 0) {
      try {
        await mkdir(folder);
        this.#folder = folder;
      } catch (error) {
        if (errorCode(error) !== "EEXIST") throw new OutputFailure("create", folder, error);
      }
    }
    return await this.open(join(folder, name));
  }

  /** Closes the files, which are whole. */
  async keep(): Promise<void> {
    for (const { path, file } of this.#made) {
      try {
        await file.close();
      } catch (error) {
        throw new OutputFailure("write", path, error);
      }
    }
  }

  /** Closes the files and takes away those that were not there before. */
  async discard(): Promise<void> {
    for (const { path, file, isOurs } of this.#made) {
      await file.close().catch(() => {});
      if (isOurs) await unlink(path).catch(() => {});
    }
    if (this.#folder !== null) await rmdir(this.#folder).catch(() => {});
  }

  async #create(path: string): Promise<MadeFile> {
    try {
      return { path, file: await open(path, "wx", 0o666), isOurs: true };
    } catch (error) {
      if (!this.#force || errorCode(error) !== "EEXIST") throw new OutputFailure("create", path, error);
    }
    try {
      return { path, file: await open(path, "w"), isOurs: false };
    } catch (error) {
      throw new OutputFailure("overwrite", path, error);
    }
  }
}
