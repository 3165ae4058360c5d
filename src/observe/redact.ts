/**
 * Takes secrets out of texts before they are logged. Two nets: the secrets that this process was given, in every
 * spelling, and the forms that secrets have anywhere (keys, headers, URLs, parameters). A word too many is hidden
 * rather than a secret shown.
 */

const HIDDEN = '[secret]';

/** A shorter one protects nothing, and would be part of every text by chance. */
const MIN_SECRET_LENGTH = 4;

/** Fields whose value is a secret, whatever it looks like. */
const SECRET_FIELD =
  /authorization|cookie|passw(or)?d|passphrase|secret|api[-_]?key|private[-_]?key|signature|credential|^(access|refresh|id|auth|bearer)?[-_]?token$/i;

/** What secrets look like, and what stays of them: parts in `$1` tell which kind it was. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  // User and password of a URL; a password may hold any sign, also those it should not.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)(?:[^\s"'<>/@:]*:[^\s"'<>]*|[^\s"'<>/@:]+)@/gi, `$1${HIDDEN}@`],
  // Coinhound's own API keys: whole ones anywhere, cut ones where a word begins.
  [/ch_[\w-]{40,}|(?<![A-Za-z0-9])ch_[\w-]{8,}/g, `ch_${HIDDEN}`],
  // Secrets and signatures of webhooks in the form of Standard Webhooks (standardwebhooks.com).
  [/whsec_[\w+/=-]+/g, `whsec_${HIDDEN}`],
  [/\b(v1a?[,=])[\w+/=-]{40,}/g, `$1${HIDDEN}`],
  // RFC 9110, 11.6.2: scheme and credentials.
  [/\b(Basic|Bearer)(\s+|%20)[\w.~+/=%-]{6,}/gi, `$1 ${HIDDEN}`],
  // A parameter of a URL, a header, a property of JSON inside a text; quotes may be escaped there.
  [
    /((?:api[-_]?key|(?:access|refresh|auth)[-_]?token|secret|passw(?:or)?d|authorization)\\?["']?\s*(?:[:=]|%3D)\s*\\?["']?)(?!\[secret\]|(?:Basic|Bearer)\b)[^\s"'&,;#}\\]+/gi,
    `$1${HIDDEN}`,
  ],
];

/** Hides the secrets of a text. */
export type Redact = (text: string) => string;

/** True for the name of a field whose value must not be shown. */
export function isSecretField(name: string): boolean {
  return SECRET_FIELD.test(name);
}

/**
 * Builds the net.
 * @param secrets that this process was given, such as keys and passwords of its environment
 */
export function createRedact(secrets: readonly string[]): Redact {
  const spellings = [
    ...new Set(secrets.filter(({ length }) => length >= MIN_SECRET_LENGTH).flatMap(spellingsOf)),
  ]
    // The longest first: one may be part of another.
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return (text) => {
    const known = spellings.reduce((clean, spelling) => clean.replaceAll(spelling, HIDDEN), text);
    return FORMS.reduce((clean, [form, shown]) => clean.replace(form, shown), known);
  };
}

/** As it is, and as it stands in URLs, JSON and basic authentication. */
function spellingsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];
}
