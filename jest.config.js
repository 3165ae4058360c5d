/** Native ES modules: the tests load the sources exactly as Node loads the build. */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '<rootDir>/test/support/global-bindings.js',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  testSequencer: '<rootDir>/test/support/global-sequencer.js',
  testTimeout: 60_000,
  // Many tests wait for processes of their own; one worker for each processor but one would mostly wait.
  maxWorkers: 3,
  // Node 20 never frees an ES module of a context (nodejs/node#59118), so a worker keeps every file that it has run; past a gigabyte
  // its collector takes seconds each time. A new worker takes half a second.
  workerIdleMemoryLimit: '500MB',
};
