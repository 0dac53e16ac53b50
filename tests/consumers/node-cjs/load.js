// Loads the entry that it is told, and nothing else: ../shared/record-loads.mjs watches.
require(process.argv[2] ?? "");
