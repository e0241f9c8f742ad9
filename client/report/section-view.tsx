/** A section of the report as a card: figures, tables, lists and sentences, as text and Markdown draw them too. */
import { type Block, figureLine, pieceList, pieceText, type Section } from "../../server/model/sections/section.ts";
import { SortedTable } from "./sorted-table.tsx";
import { WordsView } from "./words-view.tsx";

const plain = ({ title }: Section) =>
  pieceList(title)
    .map((piece) => pieceText(piece))
    .join("");

function BlockView({ block, label }: { readonly block: Block; readonly label: string }) {
  switch (block.kind) {
    case "figures":
      return (
        <dl class="figure-list">
          {block.rows.map((row) => (
            <div key={row.label}>
              <dt>{row.label}</dt>
              <dd>{figureLine(row)}</dd>
            </div>
          ))}
        </dl>
      );
    case "table":
      return <SortedTable label={label} block={block} />;
    case "list":
      return (
        <ul class="sentences">
          {block.items.map((item, index) => (
            <li key={index}>
              <WordsView words={item} />
            </li>
          ))}
        </ul>
      );
    case "paragraph":
      return (
        <p>
          <WordsView words={block.words} />
        </p>
      );
  }
}

/** Draws the same value that Markdown and terminal print, block by block. */
export function SectionView({ section }: { readonly section: Section }) {
  const label = plain(section);
  return (
    <section class="card section" aria-label={label}>
      <header class="card-head">
        <h2>
          <WordsView words={section.title} />
        </h2>
      </header>
      {section.blocks.map((block, index) => (
        <BlockView key={index} block={block} label={label} />
      ))}
    </section>
  );
}
