// An entry of its own, so that only those who list the companies download their names.
export { XSTOCKS_MINTS } from "../collateral/xstocks/mints";
