/** Pages in Markdown as tests read them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

/** The text of a page by its path below the repository's root. */
export function readPage(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, ROOT)), "utf8");
}

/** The rows of a page's tables, each with the texts of its cells, headings and their underlines left out. */
export function tableRows(page: string): string[][] {
  const lines = page.split("\n");
  return lines.flatMap((line, at) => {
    const isRow = line.startsWith("|") && !isUnderline(line) && !isUnderline(lines[at + 1] ?? "");
    return isRow ? [cellsOf(line)] : [];
  });
}

function isUnderline(line: string): boolean {
  return /^\|[\s|:-]+\|$/.test(line);
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, line.lastIndexOf("|"))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** A page's sections of any depth, each with the text up to the next heading. */
export function sectionsOf(page: string): { readonly heading: string; readonly text: string }[] {
  const [, ...parts] = page.replace(/```[\s\S]*?```/g, "").split(/^#{1,6} /m);
  return parts.map((part) => {
    const [heading = "", ...lines] = part.split("\n");
    return { heading: heading.trim(), text: lines.join("\n") };
  });
}

/** Where a page's links lead within the repository. */
export function linksOf(page: string): string[] {
  const links = Array.from(page.matchAll(/\]\(([^)\s]+)\)/g), ([, target = ""]) => target);
  return links.filter((target) => !/^[a-z]+:/.test(target));
}

/** What can follow a # in a link to the page: its headings as GitHub writes them. */
export function anchorsOf(page: string): string[] {
  return sectionsOf(page).map(({ heading }) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replace(/\s/g, "-"),
  );
}
