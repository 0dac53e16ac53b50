// Lint rule: folders of one source tree import in one direction only.
import { dirname, relative, resolve, sep } from "node:path";

/** @type {import("eslint").Rule.RuleModule} */
export const oneWayFolders = {
  meta: {
    type: "problem",
    docs: { description: "imports go to folders of earlier layers only" },
    messages: {
      backwards: "{{from}} may not import {{target}}: dependencies go one way, see `layers` in eslint.config.js.",
      outside: "{{from}} may not import {{target}}: it is outside of the package's sources.",
      byName: "Inside the package, import its files by a relative path.",
      unknown: "The folder {{from}} is in no layer: add it to `layers` in eslint.config.js.",
    },
    schema: [
      {
        type: "object",
        properties: {
          root: { type: "string" },
          packageName: { type: "string" },
          layers: { type: "array", items: { type: "array", items: { type: "string" } } },
        },
        required: ["root", "packageName", "layers"],
        additionalProperties: false,
      },
    ],
  },
  create(context) {
    /** @type {{root: string, packageName: string, layers: string[][]}} */
    const { root, packageName, layers } = context.options[0];
    /** @param {string} path */
    const segments = (path) => relative(root, path).split(sep);
    /** @param {string | undefined} folder */
    const layerOf = (folder) => layers.findIndex((layer) => layer.some((name) => name === folder));

    const [from = "", ...below] = segments(context.filename);
    // Files of the root itself (index.ts) put the package together: they may import every folder.
    if (from === ".." || below.length === 0) return {};

    /**
     * @param {string} target as imported
     * @returns {string | undefined} the message's id, where the import is refused
     */
    function refusal(target) {
      if (target === packageName || target.startsWith(`${packageName}/`)) return "byName";
      if (!target.startsWith(".")) return undefined;
      const [to] = segments(resolve(dirname(context.filename), target));
      if (to === "..") return "outside";
      const earlier = layerOf(to) >= 0 && layerOf(to) < layerOf(from);
      return to === from || earlier ? undefined : "backwards";
    }

    /** @param {any} node an import, export or import type, with or without a source */
    function check(node) {
      const target = (node.source ?? node.argument?.literal)?.value;
      const messageId = typeof target === "string" ? refusal(target) : undefined;
      if (messageId) context.report({ node, messageId, data: { from, target } });
    }

    return {
      Program(node) {
        if (layerOf(from) < 0) context.report({ node, messageId: "unknown", data: { from } });
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
