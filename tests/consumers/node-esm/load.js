// Loads the entry that it is told, and nothing else: ../shared/record-loads.mjs watches.
await import(process.argv[2] ?? "");
