import { execFileSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes a repository in `folder` whose one commit holds the files of `root` as they stand, committed or not, so that a reader's
 * clone of it is what is being worked on.
 *
 * @param {string} root
 * @param {string} folder
 */
export function makeOrigin(root, folder) {
  /** @param {string} cwd @param {...string} args */
  const git = (cwd, ...args) => execFileSync("git", args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  const files = git(root, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0").filter(Boolean);
  for (const file of files) {
    // One that is deleted and not yet committed is still listed.
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  }
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", "--all", "--force");
  const author = ["-c", "user.name=backstock", "-c", "user.email=backstock@localhost", "-c", "commit.gpgsign=false"];
  git(folder, ...author, "commit", "--quiet", "--no-verify", "--message", "as it stands");
}
