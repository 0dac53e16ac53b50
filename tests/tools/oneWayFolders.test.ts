import { RuleTester } from "eslint";
import { oneWayFolders } from "../../tools/eslint/one-way-folders.mjs";

const options = [{ root: "/sdk/src", packageName: "@x/sdk", layers: [["core"], ["accounts", "events"], ["actions"]] }];
const at = (file: string, code: string) => ({ filename: `/sdk/src/${file}`, code, options });
const refused = (file: string, code: string, messageId: string) => ({ ...at(file, code), errors: [{ messageId }] });

new RuleTester({ languageOptions: { sourceType: "module" } }).run(
  "folders of sdk/src depend in one direction",
  oneWayFolders,
  {
    valid: [
      at("actions/transfer.ts", 'import { a } from "../core/a"; export * from "./b"; import x from "package";'),
      at("core/deep/file.ts", 'import { a } from "../a";'),
      at("index.ts", 'export * from "./actions/transfer"; export * from "./core";'),
      { filename: "/tests/a.ts", code: 'import { a } from "../sdk/src/core"; import "@x/sdk";', options },
    ],
    invalid: [
      refused("core/a.ts", 'import { t } from "../actions/transfer";', "backwards"),
      refused("core/deep/a.ts", 'export * from "../../accounts";', "backwards"),
      refused("core/a.ts", 'export { t } from "../actions";', "backwards"),
      refused("core/a.ts", 'await import("../actions/transfer");', "backwards"),
      refused("accounts/a.ts", 'import { e } from "../events/e";', "backwards"),
      refused("core/a.ts", 'import { everything } from "..";', "backwards"),
      refused("core/a.ts", 'import { everything } from "../index";', "backwards"),
      refused("core/a.ts", 'import { everything } from "@x/sdk";', "byName"),
      refused("core/a.ts", 'import { vm } from "../../tests/vm";', "outside"),
      refused("newcomer/a.ts", "export {};", "unknown"),
    ],
  },
);
