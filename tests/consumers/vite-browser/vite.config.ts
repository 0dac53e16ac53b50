import { defineConfig } from "vite";

// No plugin and no alias: what a page needs of Buffer, the SDK and web3.js bring themselves.
export default defineConfig({
  build: { target: "es2022", rolldownOptions: { input: ["index.html", "kit.html"] } },
  // The checks that all consumers share are beside this folder.
  server: { fs: { allow: [".."] } },
});
