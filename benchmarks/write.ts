/** `npm run bench:write`: measures on both local VMs and writes the table. */
import { measure } from "./measure";
import { listRows, writeTable } from "./table";

const table = { bankrun: (await measure("bankrun")).rows, litesvm: (await measure("litesvm")).rows };
writeTable(table);
console.log(`${listRows(table.bankrun).length} rows for each of ${Object.keys(table).join(" and ")}`);
