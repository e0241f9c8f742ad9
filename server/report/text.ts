/**
 * The report for a terminal, and for pasting into a ticket: plain columns, no borders, no colour; bold
 * headings where a terminal shows them. Foreign text is spelled out by model/safe-text.ts.
 */
import type { Report } from "../model/report.ts";
import { shortened } from "../model/safe-text.ts";
import { reportSections } from "../model/sections/report-sections.ts";
import {
  type Block,
  cellWords,
  figureLine,
  narrowTable,
  pieceList,
  pieceText,
  type Section,
  type Words,
} from "../model/sections/section.ts";
import { plainColumns } from "./plain-columns.ts";
import { wrapped } from "./wrap.ts";

export interface TextOptions {
  /** Bold headings: for terminals only. */
  readonly emphasis: boolean;
}

/** Lines of prose end where the smallest terminals do; tables are as wide as they need to be, about as much. */
const WIDTH = 80;
/** Longest name in a table, and longest cell. */
const CELL_NAME = 24;
const CELL = 42;

function plainText(of: Words, longest?: number): string {
  return pieceList(of)
    .map((piece) => pieceText(piece, longest))
    .join("");
}

function blockLines(block: Block): readonly string[] {
  switch (block.kind) {
    case "figures": {
      const labels = Math.max(...block.rows.map(({ label }) => label.length)) + 2;
      return block.rows.flatMap((row) =>
        wrapped(figureLine(row), WIDTH, `  ${row.label.padEnd(labels)}`, " ".repeat(labels + 2)),
      );
    }
    case "table": {
      const narrow = narrowTable(block);
      const rows = narrow.rows.map((row) => row.map((cell) => shortened(plainText(cellWords(cell), CELL_NAME), CELL)));
      const head = narrow.columns.map(({ title }) => title);
      const aligns = narrow.columns.map(({ align }) => align);
      return [
        ...plainColumns([head, ...rows], { aligns }).map((line) => `  ${line}`),
        ...(block.more === null ? [] : [`  ${block.more}`]),
      ];
    }
    case "list":
      return block.items.flatMap((item) => wrapped(plainText(item), WIDTH, "  - ", "    "));
    case "paragraph":
      return wrapped(plainText(block.words), WIDTH, "  ", "  ");
  }
}

function sectionText({ title, blocks }: Section, { emphasis }: TextOptions): string {
  const heading = plainText(title);
  const lines = blocks.flatMap((block, index) => {
    const afterProse = blocks[index - 1]?.kind === "paragraph" && block.kind !== "paragraph";
    return [...(afterProse ? [""] : []), ...blockLines(block)];
  });
  return [emphasis ? `\u001b[1m${heading}\u001b[22m` : heading, ...lines].join("\n");
}

/** Sections as text, ending in a newline. */
export function sectionsText(sections: readonly Section[], options: TextOptions = { emphasis: false }): string {
  return `${sections.map((section) => sectionText(section, options)).join("\n\n")}\n`;
}

/** The report as text, ending in a newline. */
export function reportText(report: Report, options: TextOptions = { emphasis: false }): string {
  return sectionsText(reportSections(report), options);
}
