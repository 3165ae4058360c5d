/**
 * The type of an output script by its form. Told from the hex alone and without a regular expression: it runs on
 * millions.
 */

export type ScriptType =
  | 'p2pk'
  | 'p2pkh'
  | 'p2sh'
  | 'p2wpkh'
  | 'p2wsh'
  | 'p2tr'
  | 'multisig'
  | 'nulldata'
  | 'other';

/** @param script scriptPubKey, lower-case hex */
export function scriptTypeOf(script: string): ScriptType {
  if (script.startsWith('6a')) return 'nulldata';
  switch (script.length) {
    case 44:
      return script.startsWith('0014') ? 'p2wpkh' : 'other';
    case 46:
      return script.startsWith('a914') && script.endsWith('87') ? 'p2sh' : 'other';
    case 50:
      return script.startsWith('76a914') && script.endsWith('88ac') ? 'p2pkh' : 'other';
    case 68:
      return script.startsWith('0020') ? 'p2wsh' : script.startsWith('5120') ? 'p2tr' : 'other';
    case 70:
      return script.startsWith('21') && script.endsWith('ac') ? 'p2pk' : 'other';
    case 134:
      return script.startsWith('41') && script.endsWith('ac') ? 'p2pk' : bareMultisig(script);
    default:
      return bareMultisig(script);
  }
}

/** OP_1 to OP_16, keys, OP_1 to OP_16, OP_CHECKMULTISIG. */
function bareMultisig(script: string): ScriptType {
  return script.endsWith('ae') && (script.startsWith('5') || script.startsWith('60')) ? 'multisig' : 'other';
}

/** True for a data output, which pays nobody. */
export function isNulldata(script: string): boolean {
  return script.startsWith('6a');
}
