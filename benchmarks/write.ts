/** `npm run bench:write`: measures on the local VMs and writes the tables. */
import { listCatalog } from "./catalog";
import { writeCatalogCosts } from "./catalogTable";
import { measure } from "./measure";
import { listRows, writeTable } from "./table";

const table = { bankrun: (await measure("bankrun")).rows, litesvm: (await measure("litesvm")).rows };
writeTable(table);
console.log(`${listRows(table.bankrun).length} rows for each of ${Object.keys(table).join(" and ")}`);

const { costs } = await listCatalog("litesvm");
writeCatalogCosts(costs);
console.log(`${Object.keys(costs.listings).length} listings: ${costs.total.rent + costs.total.fees} lamports`);
