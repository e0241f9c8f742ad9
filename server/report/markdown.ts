/**
 * The report as GitHub-flavoured Markdown, for a pull request or an issue: what a reviewer reads first, and the
 * tables folded. Foreign names stand as code, so that none of them makes a link, mentions a person, ends a table
 * cell or becomes markup.
 */
import type { Report } from "../model/report.ts";
import { proseForMarkdown, safeForMarkdown } from "../model/safe-text.ts";
import { reviewSections } from "../model/sections/report-sections.ts";
import {
  type Block,
  type Cell,
  type Column,
  cellWords,
  figureLine,
  narrowTable,
  type Piece,
  pieceList,
  type Section,
  type Words,
} from "../model/sections/section.ts";

function pieceMarkdown(piece: Piece): string {
  if (typeof piece === "string") return proseForMarkdown(piece);
  return "name" in piece ? safeForMarkdown(piece.name) : proseForMarkdown(piece.prose);
}

function markdown(of: Words): string {
  return pieceList(of).map(pieceMarkdown).join("");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  return [
    tableRow(columns.map(({ title }) => title)),
    tableRow(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map((row) => tableRow(row.map((cell) => markdown(cellWords(cell))))),
  ].join("\n");
}

const FIGURE_COLUMNS: readonly Column[] = [
  { title: "figure", align: "left" },
  { title: "value", align: "left" },
];

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "figures":
      return table(
        FIGURE_COLUMNS,
        block.rows.map((row) => [row.label, figureLine(row)]),
      );
    case "table": {
      const { columns, rows, more } = narrowTable(block);
      return table(columns, rows) + (more === null ? "" : `\n\n${more}`);
    }
    case "list":
      return block.items.map((item) => `- ${markdown(item)}`).join("\n");
    case "paragraph":
      return markdown(block.words);
  }
}

function sectionMarkdown(level: string, { title, blocks }: Section): string {
  return [`${level} ${markdown(title)}`, ...blocks.map(blockMarkdown)].join("\n\n");
}

/** Sections as Markdown, ending in a newline; those after the first `open` ones are folded under a word. */
export function sectionsMarkdown(sections: readonly Section[], open: number, foldedUnder: string): string {
  const shown = sections.slice(0, open).map((section, index) => sectionMarkdown(index === 0 ? "##" : "###", section));
  const folded = sections.slice(open).map((section) => sectionMarkdown("####", section));
  return `${[...shown, "<details>", `<summary>${foldedUnder}</summary>`, ...folded, "</details>"].join("\n\n")}\n`;
}

/** The report as Markdown, ending in a newline. */
export function reportMarkdown(report: Report): string {
  const { open, folded } = reviewSections(report);
  const [first, ...rest] = open.map((section, index) => sectionMarkdown(index === 0 ? "##" : "###", section));
  const tables = folded.map((section) => sectionMarkdown("####", section));
  // GitHub reads Markdown inside <details> only after an empty line.
  const fold = [
    "<details>",
    "<summary>Flows, system calls, processes, how to reproduce</summary>",
    ...tables,
    "</details>",
  ];
  return `${[first, ...rest, ...fold].join("\n\n")}\n`;
}
