import type { Keypair } from "@solana/web3.js";
import { BackstockCommand } from "./backstockCommand";
import { listAsset, type TestAsset } from "./listing";
import { startSurfnet, type Surfnet } from "./surfnet";
import { settleWorld, type World } from "./world";

/** An issuer's operators: a listed stock token on a chain behind JSON-RPC, the command, and everybody's key files. */
export interface Operators {
  readonly surfnet: Surfnet;
  readonly world: World;
  readonly asset: TestAsset;
  readonly backstock: BackstockCommand;
  /** Options that name the node, and the world's payer as the one who pays. */
  readonly node: readonly string[];
  /** Options that name the listing. */
  readonly listing: readonly string[];
  /** --keypair for each of these keys. */
  readonly keys: (...keys: Keypair[]) => string[];
  stop(): void;
}

export async function startOperators(): Promise<Operators> {
  const backstock = new BackstockCommand();
  const surfnet = await startSurfnet();
  const world = await settleWorld(surfnet.vm);
  const asset = await listAsset(world);
  return {
    surfnet,
    world,
    asset,
    backstock,
    node: ["--rpc", surfnet.rpcUrl, "--fee-payer", backstock.keyFile(world.payer)],
    listing: ["--issuer", asset.issuer.address.toBase58(), "--mint", asset.mint.toBase58()],
    keys: (...keys) => keys.flatMap((key) => ["--keypair", backstock.keyFile(key)]),
    stop() {
      surfnet.stop();
      backstock.remove();
    },
  };
}
