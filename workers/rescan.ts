/**
 * A process for what comes round: re-scans that are due, and the sweep that finds abandoned jobs.
 * The same as `coinhound worker rescan`, run from the sources: `npx tsx workers/rescan.ts`.
 */

process.argv.splice(2, 0, 'worker', 'rescan');
await import('../src/cli/main.ts');
