/**
 * A process for the jobs that deliver alerts.
 * The same as `coinhound worker notify`, run from the sources: `npx tsx workers/notify.ts`.
 */

process.argv.splice(2, 0, 'worker', 'notify');
await import('../src/cli/main.ts');
