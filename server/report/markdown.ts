/**
 * The report as GitHub-flavoured Markdown, for a pull request or an issue. Foreign names stand as code, so
 * that none of them makes a link, mentions a person, ends a table cell or becomes markup.
 */
import type { Report } from "../model/report.ts";
import { proseForMarkdown, safeForMarkdown } from "../model/safe-text.ts";
import { reportSections } from "./report-sections.ts";
import { type Block, type Column, type Piece, pieceList, type Section, type Words } from "./section.ts";

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

function table(columns: readonly Column[], rows: readonly (readonly Words[])[]): string {
  return [
    tableRow(columns.map(({ title }) => title)),
    tableRow(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map((row) => tableRow(row.map(markdown))),
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
        block.rows.map(({ label, figure }) => [label, figure]),
      );
    case "table":
      return table(block.columns, block.rows) + (block.more === null ? "" : `\n\n${block.more}`);
    case "list":
      return block.items.map((item) => `- ${markdown(item)}`).join("\n");
    case "paragraph":
      return markdown(block.words);
  }
}

function sectionMarkdown({ title, blocks }: Section, index: number): string {
  const heading = `${index === 0 ? "##" : "###"} ${markdown(title)}`;
  return [heading, ...blocks.map(blockMarkdown)].join("\n\n");
}

/** The report as Markdown, ending in a newline. */
export function reportMarkdown(report: Report): string {
  return `${reportSections(report).map(sectionMarkdown).join("\n\n")}\n`;
}
