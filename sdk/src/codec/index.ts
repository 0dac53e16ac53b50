export { LAYOUT_VERSION } from "./layoutVersion";
export { hasDiscriminator } from "./reader";
export * from "./compliance";
export * from "./custody";
