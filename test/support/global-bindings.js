/**
 * The transform of the tests: swc, and then built-ins as constants of each module. Jest gives each test file a global object
 * of its own, where every look-up of a built-in takes a detour through Node: inner loops then take twice as long as anywhere
 * else. Neither clock nor timers are bound, as tests may replace them.
 */
import { readFileSync } from 'node:fs';
import { createTransformer } from '@swc/jest';

const BUILT_INS = [
  ...['Array', 'BigInt', 'Boolean', 'Buffer', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'RegExp'],
  ...['Set', 'String', 'Symbol', 'Int8Array', 'Int32Array', 'Uint8Array', 'Uint32Array', 'Float64Array'],
];
const OWN_TEXT = readFileSync(new URL(import.meta.url), 'utf8');

/** Stays on the first line, so that the numbers of lines remain. */
function withBindings(code) {
  const bound = BUILT_INS.filter((name) => isUsed(code, name) && !isDeclared(code, name));
  return bound.length === 0 ? code : `const { ${bound.join(', ')} } = globalThis; ${code}`;
}

function isUsed(code, name) {
  return new RegExp(`(?<![.\\w$])${name}\\b`).test(code);
}

/** Whether the module has a name of its own like that. swc writes what stands at the top level without an indent. */
function isDeclared(code, name) {
  return new RegExp(
    `^(export )?(const|let|var|class|(async )?function) ${name}\\b|^import [^'"]*\\b${name}\\b`,
    'm',
  ).test(code);
}

export default {
  createTransformer(options) {
    const swc = createTransformer(options);
    const bind = (result) => ({ ...result, code: withBindings(result.code) });
    return {
      ...swc,
      process: (...args) => bind(swc.process(...args)),
      processAsync: async (...args) => bind(await swc.processAsync(...args)),
      getCacheKey: (...args) => `${swc.getCacheKey(...args)} ${OWN_TEXT}`,
    };
  },
};
