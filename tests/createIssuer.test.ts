import {
  CUSTODY_PROGRAM_ID,
  encodeIssuer,
  fetchIssuer,
  findIssuerPda,
  I64_MAX,
  I64_MIN,
  type Issuer,
  LAYOUT_VERSION,
  rentExemptLamports,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  AccountState,
  createInitializeNonTransferableMintInstruction,
  ExtensionType,
  getMintLen,
} from "@solana/spl-token";
import type { Keypair } from "@solana/web3.js";
import { PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { createCashMint, giveCash } from "./harness/cash";
import { forgeBytes, forgeCopy } from "./harness/forge";
import { imposters } from "./harness/imposters";
import { describeMalformed, withData } from "./harness/malformed";
import { createSpelledMultisig } from "./harness/multisig";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { CASH_EXTENSION, type CashExtension, createToken2022CashMint } from "./harness/token2022Cash";
import {
  act,
  createIssuerInstruction,
  createRegistry,
  DAY,
  issuerOf,
  SOL,
  startWorld,
  type TestIssuer,
  type TestRegistry,
  type World,
} from "./harness/world";

const MAX_ATTESTORS = 5;
const MAX_CASH_MINTS = 4;
/** Lamports that a signature costs the fee payer. */
const SIGNATURE_FEE = 5_000n;

type Overrides = NonNullable<Parameters<typeof createIssuerInstruction>[3]>;

let world: World;
let otherRegistry: TestRegistry;
beforeAll(async () => {
  world = await startWorld();
  otherRegistry = await createRegistry(world, "other registry");
});

let issuers = 0;
/** The keys of an issuer that does not exist. */
function freshIssuer(): TestIssuer {
  return issuerOf(`fresh issuer ${issuers++}`, world.registry);
}

interface Creation {
  readonly issuer: TestIssuer;
  readonly instruction: TransactionInstruction;
  readonly signers: Keypair[];
}

function creationOf(overrides: Overrides = {}, cashMints: readonly PublicKey[] = [], issuer = freshIssuer()): Creation {
  const instruction = createIssuerInstruction(world, issuer, cashMints, overrides);
  return { issuer, instruction, signers: [issuer.base, issuer.authority] };
}

/** Creates an issuer and answers what was written and sent. */
async function create(creation: Creation): Promise<Sent & { readonly account: Issuer }> {
  const sent = await act(world, creation.instruction, creation.signers);
  return { ...sent, account: await fetchIssuer(world.vm, creation.issuer.address) };
}

function expectRefused(creation: Creation, name: string): Promise<unknown> {
  const { instruction: instructions, signers } = creation;
  return expectRefusal(world, { instructions, signers }, "custody", name);
}

function attestorKeys(count: number): PublicKey[] {
  return Array.from({ length: count }, (_, index) => keypairOf(`attestor ${index}`).publicKey);
}

/** Filled up with empty slots, as the account has them. */
function slots(keys: readonly PublicKey[], count: number): PublicKey[] {
  return Array.from({ length: count }, (_, index) => keys[index] ?? PublicKey.default);
}

async function fourCashMints(): Promise<PublicKey[]> {
  const authority = world.usdcAuthority.publicKey;
  const names = ["second dollar", "third dollar", "fourth dollar"];
  const mints = names.map((name) => createCashMint(world.vm, world.payer, `${name} ${issuers}`, authority));
  return [world.usdc, ...(await Promise.all(mints))];
}

describe("what create_issuer does", () => {
  test("create_issuer writes every field, leaves the rest zero, and takes exactly the rent from the payer", async () => {
    const [attestors, cashMints] = [attestorKeys(4), await fourCashMints()];
    const creation = creationOf({ attestors, threshold: 3, changeDelay: 3n * DAY }, cashMints);
    const { issuer } = creation;
    const payerBefore = (await world.vm.getAccount(world.payer.publicKey))?.lamports ?? 0n;

    await create(creation);

    const { bump } = findIssuerPda({ base: issuer.base.publicKey });
    const expected: Issuer = {
      version: LAYOUT_VERSION,
      bump,
      threshold: 3,
      mintPaused: 0,
      openChanges: 0,
      base: issuer.base.publicKey,
      registry: world.registry.address,
      authority: issuer.authority.publicKey,
      pendingAuthority: PublicKey.default,
      custodian: issuer.custodian.publicKey,
      minter: issuer.minter.publicKey,
      redeemer: issuer.redeemer.publicKey,
      pauser: issuer.pauser.publicKey,
      actionOfficer: issuer.actionOfficer.publicKey,
      complianceOfficer: issuer.complianceOfficer.publicKey,
      attestors: slots(attestors, MAX_ATTESTORS),
      cashMints,
      attestorEpoch: 1n,
      changeDelay: 3n * DAY,
      sequence: 1n,
      changeCount: 0n,
      roleChanges: [0, 0, 0, 0, 0, 0, 0, 0],
    };
    expect(await fetchIssuer(world.vm, issuer.address)).toEqual(expected);
    const data = encodeIssuer(expected);
    const lamports = rentExemptLamports(data.length);
    expect(await world.vm.getAccount(issuer.address)).toEqual({
      lamports,
      owner: CUSTODY_PROGRAM_ID,
      data,
      executable: false,
    });
    const payerAfter = (await world.vm.getAccount(world.payer.publicKey))?.lamports ?? 0n;
    expect(payerBefore - payerAfter).toBe(lamports + 3n * SIGNATURE_FEE);
  });

  test("create_issuer reports everything it wrote in one event of sequence 1", async () => {
    const creation = creationOf({}, [world.usdc]);
    const { issuer } = creation;
    const { events } = await create(creation);
    expect(events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "IssuerCreated",
        data: {
          issuer: issuer.address,
          sequence: 1n,
          at: await world.vm.now(),
          registry: world.registry.address,
          authority: issuer.authority.publicKey,
          custodian: issuer.custodian.publicKey,
          minter: issuer.minter.publicKey,
          redeemer: issuer.redeemer.publicKey,
          pauser: issuer.pauser.publicKey,
          actionOfficer: issuer.actionOfficer.publicKey,
          complianceOfficer: issuer.complianceOfficer.publicKey,
          attestors: slots(attestorsOf(issuer), MAX_ATTESTORS),
          threshold: 2,
          cashMints: slots([world.usdc], MAX_CASH_MINTS),
          changeDelay: DAY,
        },
      },
    ]);
  });

  test("create_issuer lets the authority pay and its base be the authority too", async () => {
    const issuer = freshIssuer();
    const authority = issuer.base;
    await world.vm.fund(authority.publicKey, SOL);
    const overrides = { payer: authority.publicKey, authority: authority.publicKey };
    const { account } = await create({ ...creationOf(overrides, [], issuer), signers: [authority] });
    expect(account).toMatchObject({ base: authority.publicKey, authority: authority.publicKey });
  });

  test("create_issuer of the same keys under another base makes another issuer, of whatever registry it names", async () => {
    const { custodian } = world.issuer;
    const creation = creationOf({ custodian: custodian.publicKey, registry: otherRegistry.address });
    const { account } = await create(creation);
    expect(account).toMatchObject({ custodian: custodian.publicKey, registry: otherRegistry.address });
    expect(creation.issuer.address).not.toEqual(world.issuer.address);
  });

  test("create_issuer ignores bytes behind its arguments", async () => {
    const creation = creationOf();
    const instruction = withData(creation.instruction, Uint8Array.of(...creation.instruction.data, 1, 2, 3));
    expect((await create({ ...creation, instruction })).account.changeDelay).toBe(DAY);
  });
});

describe("where an issuer is created", () => {
  test("create_issuer refuses a base that has been used, whatever else is different", async () => {
    const creation = creationOf();
    await create(creation);
    await expectRefused(creation, "IssuerExists");
    const again = creationOf({ authority: keypairOf("taker").publicKey, threshold: 3 }, [world.usdc], creation.issuer);
    await expectRefused({ ...again, signers: [creation.issuer.base, keypairOf("taker")] }, "IssuerExists");
  });

  const rent = rentExemptLamports(752);
  test.each([1n, rent - 1n, rent, rent + 1n])(
    "create_issuer is not blocked by %d lamports sent ahead",
    async (ahead) => {
      const creation = creationOf();
      await world.vm.fund(creation.issuer.address, ahead);
      await create(creation);
      const account = await world.vm.getAccount(creation.issuer.address);
      expect(account?.lamports).toBe(ahead > rent ? ahead : rent);
      expect(account?.data.length).toBe(752);
    },
  );
});

describe("the separation of roles", () => {
  const ROLES = ["custodian", "minter", "redeemer", "pauser", "actionOfficer", "complianceOfficer"] as const;
  const HOLDERS = ["authority", ...ROLES, ...attestorKeys(MAX_ATTESTORS).map((_, index) => `attestor ${index + 1}`)];

  /** An issuer with five attestors, where the holder of one name has this key. */
  function creationWith(holder: string, key: (issuer: TestIssuer) => PublicKey): Creation {
    const issuer = freshIssuer();
    const attestors = attestorKeys(MAX_ATTESTORS);
    const place = HOLDERS.indexOf(holder) - ROLES.length - 1;
    if (place < 0) return creationOf({ attestors, [holder]: key(issuer) }, [], issuer);
    return creationOf({ attestors: attestors.with(place, key(issuer)) }, [], issuer);
  }

  function keyOf(holder: string, issuer: TestIssuer): PublicKey {
    const place = HOLDERS.indexOf(holder) - ROLES.length - 1;
    if (place >= 0) return attestorKeys(MAX_ATTESTORS)[place]!;
    return issuer[holder as "authority" | (typeof ROLES)[number]].publicKey;
  }

  const pairs = HOLDERS.flatMap((first, index) => HOLDERS.slice(index + 1).map((second) => [first, second] as const));
  test.each(pairs)("create_issuer refuses one key for %s and %s", async (first, second) => {
    await expectRefused(
      creationWith(second, (issuer) => keyOf(first, issuer)),
      "RolesNotSeparate",
    );
  });

  // The default key can't sign, so that it is never the authority's.
  test.each(HOLDERS.slice(1))("create_issuer refuses the default key for %s", async (holder) => {
    await expectRefused(
      creationWith(holder, () => PublicKey.default),
      "RolesNotSeparate",
    );
  });

  test("create_issuer lets one of the twelve keys pay, since paying is no role", async () => {
    const issuer = freshIssuer();
    await world.vm.fund(issuer.minter.publicKey, SOL);
    const creation = creationOf({ payer: issuer.minter.publicKey }, [], issuer);
    await create({ ...creation, signers: [...creation.signers, issuer.minter] });
  });
});

describe("the threshold", () => {
  const table = Array.from({ length: MAX_ATTESTORS + 2 }, (_, attestors) =>
    [...Array.from({ length: attestors + 2 }, (_, threshold) => threshold), 255].map((threshold) => ({
      threshold,
      attestors,
    })),
  ).flat();
  const isAllowed = ({ threshold, attestors }: (typeof table)[number]): boolean =>
    threshold >= 2 && threshold <= attestors && attestors <= MAX_ATTESTORS;

  test("is tried over all that is allowed: ten pairs", () => {
    expect(table.filter(isAllowed)).toHaveLength(10);
  });

  test.each(table.filter(isAllowed))(
    "create_issuer takes $threshold of $attestors attestors",
    async ({ threshold, attestors }) => {
      const keys = attestorKeys(attestors);
      const { account } = await create(creationOf({ attestors: keys, threshold }));
      expect(account).toMatchObject({ threshold, attestors: slots(keys, MAX_ATTESTORS) });
    },
  );

  test.each(table.filter((pair) => !isAllowed(pair)))(
    "create_issuer refuses $threshold of $attestors attestors",
    async ({ threshold, attestors }) => {
      await expectRefused(creationOf({ attestors: attestorKeys(attestors), threshold }), "InvalidThreshold");
    },
  );

  test("create_issuer refuses a count of attestors that no data could hold", async () => {
    const creation = creationOf();
    const countAt = 8 + 6 * 32;
    const data = Uint8Array.from(creation.instruction.data);
    data.fill(0xff, countAt, countAt + 4);
    await expectRefused({ ...creation, instruction: withData(creation.instruction, data) }, "InvalidInstructionData");
  });
});

describe("the change delay", () => {
  test.each([DAY, 14n * DAY])("create_issuer takes a change delay of %d seconds", async (changeDelay) => {
    expect((await create(creationOf({ changeDelay }))).account.changeDelay).toBe(changeDelay);
  });

  test.each([DAY - 1n, 14n * DAY + 1n, 0n, -1n, -DAY, I64_MIN, I64_MAX])(
    "create_issuer refuses a change delay of %d seconds",
    async (changeDelay) => {
      await expectRefused(creationOf({ changeDelay }), "InvalidChangeDelay");
    },
  );
});

describe("how many cash mints", () => {
  test.each([0, 1, 2, 3, 4])("create_issuer takes %d cash mints", async (count) => {
    const cashMints = (await fourCashMints()).slice(0, count);
    const { account } = await create(creationOf({}, cashMints));
    expect(account.cashMints).toEqual(slots(cashMints, MAX_CASH_MINTS));
  });

  test("create_issuer refuses five cash mints", async () => {
    const fifth = await createToken2022CashMint(world, "fifth dollar");
    await expectRefused(creationOf({}, [...(await fourCashMints()), fifth]), "TooManyCashMints");
  });

  test("create_issuer refuses a cash mint named twice, next to itself and apart", async () => {
    const [first, second] = (await fourCashMints()) as [PublicKey, PublicKey];
    await expectRefused(creationOf({}, [first, first]), "TooManyCashMints");
    await expectRefused(creationOf({}, [first, second, first]), "TooManyCashMints");
  });

  test("create_issuer refuses the default key, an empty slot's, for what it is: no mint", async () => {
    await expectRefused(creationOf({}, [PublicKey.default]), "InvalidCashMint");
  });
});

describe("what is cash", () => {
  const hook = keypairOf("hook program").publicKey;
  const accepted: readonly [string, readonly CashExtension[]][] = [
    ["no extensions", []],
    ["a transfer fee of zero", [CASH_EXTENSION.fee(0)]],
    ["an empty hook slot", [CASH_EXTENSION.emptyHook()]],
    ["accounts that start initialized", [CASH_EXTENSION.defaultState(AccountState.Initialized)]],
    ["a permanent delegate", [CASH_EXTENSION.permanentDelegate()]],
    [
      "all of them together",
      [
        CASH_EXTENSION.permanentDelegate(),
        CASH_EXTENSION.fee(0),
        CASH_EXTENSION.defaultState(AccountState.Initialized),
        CASH_EXTENSION.emptyHook(),
      ],
    ],
  ];
  test.each(accepted)("create_issuer takes a Token-2022 cash mint with %s", async (name, extensions) => {
    const mint = await createToken2022CashMint(world, name, extensions);
    const { account } = await create(creationOf({}, [mint]));
    expect(account.cashMints[0]).toEqual(mint);
  });

  const refused: readonly [string, readonly CashExtension[]][] = [
    ["a transfer fee", [CASH_EXTENSION.fee(1)]],
    ["a hook", [CASH_EXTENSION.hook(hook)]],
    ["tokens that can't be transferred", [CASH_EXTENSION.nonTransferable()]],
    ["accounts that start frozen", [CASH_EXTENSION.defaultState(AccountState.Frozen)]],
    ["a close authority", [CASH_EXTENSION.closeAuthority()]],
    [
      "a hook behind other extensions",
      [CASH_EXTENSION.permanentDelegate(), CASH_EXTENSION.fee(0), CASH_EXTENSION.hook(hook)],
    ],
  ];
  test.each(refused)("create_issuer refuses a cash mint with %s", async (name, extensions) => {
    const mint = await createToken2022CashMint(world, `refused: ${name}`, extensions);
    await expectRefused(creationOf({}, [mint]), "UnacceptableCashMint");
  });

  test("create_issuer refuses a bad cash mint behind a good one", async () => {
    const bad = await createToken2022CashMint(world, "bad second", [CASH_EXTENSION.nonTransferable()]);
    await expectRefused(creationOf({}, [world.usdc, bad]), "UnacceptableCashMint");
  });

  /** Where a transfer fee's basis points stand in a mint whose first extension it is (spl-token: TransferFeeConfigLayout, TransferFeeLayout). */
  const CONFIG_AT = 166 + 4;
  const OLDER_AT = CONFIG_AT + 32 + 32 + 8 + 16;
  const NEWER_AT = OLDER_AT + 18;
  test.each([
    ["older", OLDER_AT, [1, 0]],
    ["older", OLDER_AT, [0, 1]],
    ["newer", NEWER_AT, [1, 0]],
    ["newer", NEWER_AT, [0, 1]],
  ])("create_issuer refuses a cash mint with a fee in its %s slot alone, bytes at %d: %p", async (slot, at, bytes) => {
    const mint = await createToken2022CashMint(world, `${slot} ${bytes.join()}`, [CASH_EXTENSION.fee(0)]);
    await create(creationOf({}, [mint]));
    await forgeBytes(world.vm, mint, (data) => data.set(bytes, at));
    await expectRefused(creationOf({}, [mint]), "UnacceptableCashMint");
  });
});

describe("what is no mint", () => {
  const expectNoMint = (account: PublicKey): Promise<unknown> =>
    expectRefused(creationOf({}, [account]), "InvalidCashMint");

  async function allocate(name: string, space: number, programId: PublicKey): Promise<PublicKey> {
    const account = keypairOf(name);
    const lamports = await world.vm.getMinimumBalanceForRentExemption(space);
    const [fromPubkey, newAccountPubkey] = [world.payer.publicKey, account.publicKey];
    await act(world, SystemProgram.createAccount({ fromPubkey, newAccountPubkey, space, lamports, programId }), [
      account,
    ]);
    return newAccountPubkey;
  }

  test("create_issuer refuses a token account of either token program for a cash mint", async () => {
    await expectNoMint(await giveCash(world, world.payer.publicKey, 1n));
    const stock = await allocate("token account with extensions", 170, TOKEN_2022_PROGRAM_ID);
    // Initialized at the place of either layout, and of the account type of token accounts.
    await forgeBytes(world.vm, stock, (data) => {
      data.set([1], 45);
      data.set([1], 108);
      data.set([2], 165);
    });
    await expectNoMint(stock);
  });

  test.each([
    ["SPL Token", TOKEN_PROGRAM_ID],
    ["Token-2022", TOKEN_2022_PROGRAM_ID],
  ])("create_issuer refuses a mint of %s that was allocated and never initialized", async (name, program) => {
    await expectNoMint(await allocate(`uninitialized ${name}`, 82, program));
  });

  test("create_issuer refuses a mint whose extensions were initialized and itself was not", async () => {
    const space = getMintLen([ExtensionType.NonTransferable]);
    const mint = await allocate("half a mint", space, TOKEN_2022_PROGRAM_ID);
    await act(world, createInitializeNonTransferableMintInstruction(mint, TOKEN_2022_PROGRAM_ID));
    await expectNoMint(mint);
  });

  test.each([
    [81, "Token-2022", TOKEN_2022_PROGRAM_ID],
    [83, "Token-2022", TOKEN_2022_PROGRAM_ID],
    [165, "Token-2022", TOKEN_2022_PROGRAM_ID],
    [166, "Token-2022", TOKEN_2022_PROGRAM_ID],
    [81, "SPL Token", TOKEN_PROGRAM_ID],
    [83, "SPL Token", TOKEN_PROGRAM_ID],
    [166, "SPL Token", TOKEN_PROGRAM_ID],
  ])("create_issuer refuses %d bytes of %s that look initialized", async (length, name, program) => {
    const account = await allocate(`${length} bytes of ${name}`, length, program);
    await forgeBytes(world.vm, account, (data) => data.set([1], 45));
    await expectNoMint(account);
  });

  test("create_issuer refuses a wallet, an account that does not exist, and accounts of our own", async () => {
    await expectNoMint(world.payer.publicKey);
    await expectNoMint(keypairOf("nobody").publicKey);
    await expectNoMint(world.registry.log);
    await expectNoMint(world.issuer.address);
    await expectNoMint(TOKEN_2022_PROGRAM_ID);
  });

  test("create_issuer refuses the bytes of a mint in another program's account", async () => {
    const copy = keypairOf("copied mint").publicKey;
    await forgeCopy(world.vm, world.usdc, copy, keypairOf("copying program").publicKey);
    await expectNoMint(copy);
  });

  test("create_issuer refuses a multisig whose keys spell an initialized mint", async () => {
    const multisig = keypairOf("multisig");
    await createSpelledMultisig(world, multisig, { 45: [1], 165: [1] });
    await expectNoMint(multisig.publicKey);
  });
});

const attempt = async (): Promise<Creation> => creationOf();
const subject = { world: () => world, name: "create_issuer", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    base: [
      {
        as: "another key, which names another issuer",
        key: () => keypairOf("other base").publicKey,
        refused: ["custody", "InvalidSeeds"],
        signers: () => [keypairOf("other base")],
      },
    ],
    authority: [
      {
        as: "the key of a role",
        key: () => keypairOf(`fresh issuer ${issuers - 1} custodian`).publicKey,
        refused: ["custody", "RolesNotSeparate"],
        signers: () => [keypairOf(`fresh issuer ${issuers - 1} custodian`)],
      },
    ],
    registry: [
      {
        as: "an account that does not exist",
        key: () => keypairOf("nobody").publicKey,
        refused: ["custody", "UninitializedAccount"],
      },
      { as: "a wallet", key: () => world.payer.publicKey, refused: ["custody", "IllegalOwner"] },
      { as: "its log", key: () => world.registry.log, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => world.registry.address,
      ),
    ],
    issuer: [
      { as: "an existing issuer", key: () => world.issuer.address, refused: ["custody", "InvalidSeeds"] },
      { as: "a key of no base", key: () => keypairOf("nobody").publicKey, refused: ["custody", "InvalidSeeds"] },
      { as: "a cash mint", key: () => world.usdc, refused: ["custody", "InvalidSeeds"] },
    ],
    system_program: [
      { as: "another program", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "IncorrectProgramId"] },
    ],
  },
});

test("create_issuer refuses an address of its seeds that is not the canonical one", async () => {
  const issuer = freshIssuer();
  const { bump } = findIssuerPda({ base: issuer.base.publicKey });
  const lower = lowerBump([Buffer.from("issuer"), issuer.base.publicKey.toBytes()], bump);
  await expectRefused(creationOf({ issuer: lower }, [], issuer), "InvalidSeeds");
});

/** The next address of the seeds below the canonical bump. */
function lowerBump(seeds: readonly Uint8Array[], canonical: number): PublicKey {
  for (let bump = canonical - 1; ; bump--) {
    try {
      return PublicKey.createProgramAddressSync([...seeds, Uint8Array.of(bump)], CUSTODY_PROGRAM_ID);
    } catch {
      // On the curve: no address of a program.
    }
  }
}

function attestorsOf(issuer: TestIssuer): PublicKey[] {
  return issuer.attestors.map((attestor) => attestor.publicKey);
}
