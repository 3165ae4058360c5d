/**
 * A process for the jobs of runs: it settles rounds and looks subjects up.
 * The same as `coinhound worker trace`, run from the sources: `npx tsx workers/trace.ts`.
 */

process.argv.splice(2, 0, 'worker', 'trace');
await import('../src/cli/main.ts');
