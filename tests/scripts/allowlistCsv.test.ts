import { describe, expect, test } from "@jest/globals";
import { ALL_PERMISSIONS, PERMISSION } from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import { parseAllowlist } from "../../scripts/src/allowlist/csv";
import { groupByAttributes } from "../../scripts/src/allowlist/row";
import { keypairOf } from "../harness/people";

const HEADER = "wallet,status,class,permissions,jurisdiction,expires_at,identity";
const ALICE = keypairOf("alice").publicKey;
const BOB = keypairOf("bob").publicKey;
const POOL = PublicKey.findProgramAddressSync([Buffer.from("pool")], ALICE)[0];
const IDENTITY = "0A".repeat(32);

const file = (...lines: string[]): string => [HEADER, ...lines].join("\n");
/** One row whose fields are good but for these. */
const row = (fields: Partial<Record<string, string>> = {}): string => {
  const good = { wallet: ALICE.toBase58(), status: "Active", class: "Person", permissions: "all", jurisdiction: "756" };
  const all: Partial<Record<string, string>> = { ...good, expires_at: "", identity: "", ...fields };
  return HEADER.split(",")
    .map((name) => all[name] ?? "")
    .join(",");
};

describe("an allowlist file", () => {
  test("says of each row what its entry is to say", () => {
    const text = file(
      row({
        status: "suspended",
        permissions: "SEND | redeem",
        expires_at: "2030-01-01T00:00:00Z",
        identity: IDENTITY,
      }),
      row({ wallet: POOL.toBase58(), class: "venue", permissions: "send|receive", jurisdiction: "" }),
    );
    expect(parseAllowlist(text)).toEqual([
      {
        line: 2,
        wallet: ALICE,
        attributes: {
          status: "Suspended",
          class: "Person",
          permissions: PERMISSION.SEND | PERMISSION.REDEEM,
          jurisdiction: 756,
          expiresAt: 1_893_456_000n,
        },
        identity: new Uint8Array(32).fill(10),
      },
      {
        line: 3,
        wallet: POOL,
        attributes: {
          status: "Active",
          class: "Venue",
          permissions: PERMISSION.SEND | PERMISSION.RECEIVE,
          jurisdiction: 0,
          expiresAt: 0n,
        },
        identity: undefined,
      },
    ]);
  });

  test("may have a byte order mark, CRLF, quotes, blank lines, and its columns in any order", () => {
    const columns = "identity,expires_at,jurisdiction,permissions,class,status,wallet";
    const text = `\uFEFF${columns}\r\n\r\n,0,"040",all,Person,Active, ${BOB.toBase58()}\r\n`;
    const [only] = parseAllowlist(text);
    expect(only).toMatchObject({
      line: 3,
      wallet: BOB,
      attributes: { jurisdiction: 40, permissions: ALL_PERMISSIONS },
    });
  });

  test.each([
    ["wallet", { wallet: "nobody" }, 'wallet: expected an address in base58, got "nobody"'],
    ["zero wallet", { wallet: PublicKey.default.toBase58() }, "wallet: expected a wallet, not the zero address"],
    ["status", { status: "ok" }, 'status: expected Active, Suspended, Revoked, got "ok"'],
    ["class", { class: "" }, "class: expected Person, Institution, Venue"],
    [
      "permissions",
      { permissions: "send|burn" },
      "permissions: expected all, none, or some of send|receive|mint|redeem",
    ],
    ["jurisdiction by letters", { jurisdiction: "CH" }, "jurisdiction: expected an ISO 3166-1 numeric code"],
    ["no jurisdiction", { jurisdiction: "" }, "jurisdiction: only a venue can be without one"],
    ["a date that is none", { expires_at: "2027-02-30T00:00:00Z" }, "expires_at: expected nothing, unix seconds"],
    ["a local time", { expires_at: "2027-12-31" }, "expires_at: expected nothing, unix seconds"],
    ["a short identity", { identity: "0a" }, "identity: expected nothing, or 64 hexadecimal digits"],
    ["a venue with a key", { class: "Venue", permissions: "send" }, "class: a venue is a program's address"],
    ["a venue that mints", { class: "Venue", wallet: POOL.toBase58() }, "permissions: a venue can't have mint"],
  ])("with a row whose %s will not do is refused, and the line named", (_, fields, problem) => {
    expect(() => parseAllowlist(file(row({ wallet: BOB.toBase58() }), row(fields)))).toThrow(`line 3: ${problem}`);
  });

  test("with a wallet twice, or another number of fields, is refused; all problems are told at once", () => {
    const text = file(row(), `${row()},more`, row({ wallet: BOB.toBase58() }), row());
    expect(() => parseAllowlist(text)).toThrow(
      [
        "nothing was sent: 2 of the allowlist's lines will not do",
        "line 3: expected 7 fields, got 8",
        "line 5: wallet: it is on line 2 already",
      ].join("\n"),
    );
  });

  test("with more problems than a terminal shows tells the first fifty and how many more", () => {
    const bad = Array.from({ length: 60 }, () => row({ status: "?" }));
    expect(() => parseAllowlist(file(...bad))).toThrow(/^nothing was sent: 60 of[^]*\nline 51: [^\n]*\nand 10 more$/);
  });

  test("without rows, with other columns, or that is no CSV is refused", () => {
    expect(() => parseAllowlist("")).toThrow("the allowlist is empty");
    expect(() => parseAllowlist(HEADER)).toThrow("the allowlist has no rows");
    expect(() => parseAllowlist(`${HEADER},note\n`)).toThrow("line 1: expected the columns wallet,");
    expect(() => parseAllowlist(file('"open'))).toThrow("the allowlist is no CSV: ");
  });

  test("of 50,000 rows is read, and grouped by attributes in the file's order", () => {
    const wallets = Array.from({ length: 50_000 }, (_, i) => {
      const bytes = new Uint8Array(32).fill(1);
      new DataView(bytes.buffer).setUint32(0, i);
      return new PublicKey(bytes).toBase58();
    });
    const rows = parseAllowlist(
      file(...wallets.map((wallet, i) => row({ wallet, jurisdiction: i % 2 === 0 ? "756" : "276" }))),
    );
    expect(rows.length).toBe(50_000);
    const groups = groupByAttributes(rows);
    expect(groups.map((group) => [group.length, group[0]?.line, group[1]?.line])).toEqual([
      [25_000, 2, 4],
      [25_000, 3, 5],
    ]);
  });
});
