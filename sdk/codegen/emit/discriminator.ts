import { doc } from "./module";

/** The exported constant NAME_DISCRIMINATOR, which bundlers may drop where nothing uses it. */
export function discriminatorText(constant: string, discriminator: readonly number[], about: string): string {
  return `${doc(about)}export const ${constant}_DISCRIMINATOR = /* @__PURE__ */ new Uint8Array([${discriminator.join(", ")}]);`;
}
