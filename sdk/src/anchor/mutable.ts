/** `T` without readonly anywhere: Anchor's types take IDLs of plain arrays, while `as const` makes all readonly. */
export type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };
