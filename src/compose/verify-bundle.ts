/**
 * `coinhound verify`: is a bundle what was signed, by whom, and do its results follow from its evidence?
 */

import { type Difference, reportDifferences } from '../cases/report/report-differences.ts';
import type { ReportJson } from '../cases/report/report-json.ts';
import type { Config } from '../config.ts';
import type { Chain } from '../core/chain.ts';
import { exchangeId, sha256Of } from '../explorers/transport/exchange-names.ts';
import { type BundleContent, readContent } from '../storage/bundle-content.ts';
import { type ReadBundle, readBundle } from '../storage/bundle-file.ts';
import { replayLine, type Standing } from './replay-run.ts';
import { software } from './software.ts';

/** What a bundle was found to be. */
export interface Verdict {
  /** True when it is as it was signed, by the expected key where one was given, and the results follow from the evidence. */
  readonly isGood: boolean;
  /** Why it is refused, each in a sentence; none for a good one. */
  readonly problems: readonly Problem[];
  readonly run: ReadBundle['manifest']['run'];
  readonly signer: {
    readonly publicKey: string;
    /** Null when nobody said whose it should be. */
    readonly isExpected: boolean | null;
  };
  readonly software: {
    readonly bundle: string;
    readonly here: string;
    /** False when the bundle was made by another version, which may follow other rules. */
    readonly isSame: boolean;
  };
  /** Null when the evidence was not replayed, because it is not what was signed. */
  readonly replayed: {
    readonly inputDigest: string;
    readonly resultDigest: string;
    readonly differences: readonly Difference[];
  } | null;
  /** How many look-ups nobody answered and how many prices stand without an answer: the bundle alone says so. */
  readonly stated: { readonly unanswered: number; readonly prices: number } | null;
}

export interface Problem {
  readonly kind: 'signature' | 'signer' | 'changed' | 'missing' | 'added' | 'evidence' | 'result';
  /** The file concerned; null for none. */
  readonly file: string | null;
  readonly message: string;
}

/**
 * Checks a bundle.
 * @param expectedKey public key that it should be signed with, base64; null where that is not known
 * @throws InvalidInputError when it is no bundle
 */
export async function verifyBundle(
  bytes: Uint8Array,
  expectedKey: string | null,
  config: Config,
): Promise<Verdict> {
  const bundle = readBundle(bytes);
  const { manifest, publicKey } = bundle;
  const intact = [...signatureProblems(bundle, expectedKey), ...fileProblems(bundle)];
  const here = software().version;
  const bundled = manifest.software.version;
  const about = {
    run: manifest.run,
    signer: { publicKey, isExpected: expectedKey === null ? null : expectedKey === publicKey },
    software: { bundle: bundled, here, isSame: bundled === here },
  };
  // What was changed since it was signed needs no replay to be refused.
  if (intact.some(({ kind }) => kind !== 'signer')) {
    return { ...about, isGood: false, problems: intact, replayed: null, stated: null };
  }
  const { problems, ...found } = await replayBundle(bundle, about.software.isSame, config);
  const all = [...intact, ...problems];
  return { ...about, ...found, problems: all, isGood: all.length === 0 };
}

function signatureProblems({ isSigned, publicKey }: ReadBundle, expectedKey: string | null): Problem[] {
  const wrong: Problem[] = [];
  if (!isSigned) {
    const message = 'the manifest is not what was signed: the signature does not fit it';
    wrong.push({ kind: 'signature', file: 'manifest.json', message });
  }
  if (expectedKey !== null && expectedKey !== publicKey) {
    const message = `signed with the key ${publicKey}, not with ${expectedKey}`;
    wrong.push({ kind: 'signer', file: 'signature.json', message });
  }
  return wrong;
}

function fileProblems({ changed, missing, added }: ReadBundle): Problem[] {
  return [
    ...changed.map(
      (file): Problem => ({
        kind: 'changed',
        file,
        message: `${file} (${partOf(file)}) was changed after the bundle was signed`,
      }),
    ),
    ...missing.map(
      (file): Problem => ({ kind: 'missing', file, message: `${file} (${partOf(file)}) is missing` }),
    ),
    ...added.map((file): Problem => ({ kind: 'added', file, message: `${file} is not in the manifest` })),
  ];
}

const PARTS: Readonly<Record<string, string>> = {
  'case.json': 'the case',
  'report.json': 'the results',
  'runs.json': 'what the run was pinned to',
  'tags.json': 'the tags',
  'configuration.json': 'the settings',
  'archive/exchanges.ndjson': 'what was asked',
};

const partOf = (file: string) => PARTS[file] ?? 'a response of an explorer';

type Found = Pick<Verdict, 'problems' | 'replayed' | 'stated'>;

async function replayBundle(bundle: ReadBundle, isSameVersion: boolean, config: Config): Promise<Found> {
  try {
    const content = await readContent(bundle.files);
    const forged = exchangeProblems(content);
    const reported = content.report as ReportJson;
    const found = await replayLine(content, standingOf(reported), config);
    const differences = reportDifferences(reported, found);
    const { inputDigest, resultDigest } = found.run;
    const { unanswered, statedPrices } = content.runs.at(-1) ?? { unanswered: [], statedPrices: [] };
    return {
      problems: [...forged, ...resultProblems(bundle, found, differences, isSameVersion)],
      replayed: { inputDigest, resultDigest, differences },
      stated: { unanswered: unanswered.length, prices: statedPrices.length },
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = {
      kind: 'evidence',
      file: null,
      message: `the evidence cannot be replayed: ${reason}`,
    } as const;
    return { problems: [problem], replayed: null, stated: null };
  }
}

/** Each answer must be the one that its line names. */
function exchangeProblems({ exchanges }: BundleContent): Problem[] {
  const found = new Map<string, string>();
  return exchanges.flatMap(({ id, question, answer, sha256 }): Problem[] => {
    // Lines that name the same body have the same text.
    const hash = found.get(sha256) ?? sha256Of(answer.text);
    found.set(sha256, hash);
    if (hash === sha256 && exchangeId(question, answer, sha256) === id) return [];
    const message = `the response of ${question.provider} to ${question.url} is not the one that its line in archive/exchanges.ndjson names`;
    return [{ kind: 'evidence', file: 'archive/exchanges.ndjson', message }];
  });
}

function standingOf({ run }: ReportJson): Standing {
  return Object.fromEntries(Object.entries(run.tip).map(([chain, { inChain }]) => [chain as Chain, inChain]));
}

function resultProblems(
  { manifest: { run } }: ReadBundle,
  found: ReportJson,
  differences: readonly Difference[],
  isSameVersion: boolean,
): Problem[] {
  const { inputDigest, resultDigest } = found.run;
  const rules = isSameVersion
    ? ''
    : ' by the rules of this version; the version that made the bundle may say otherwise';
  const digest = (name: string, said: string, is: string): Problem[] =>
    said === is
      ? []
      : [
          {
            kind: 'result',
            file: null,
            message: `the ${name} digest is ${said}, but from the evidence follows ${is}${rules}`,
          },
        ];
  return [
    ...digest('input', run.inputDigest, inputDigest),
    ...digest('result', run.resultDigest, resultDigest),
    ...differences.map(
      ({ place, reported = 'nothing', found: is = 'nothing' }): Problem => ({
        kind: 'result',
        file: 'report.json',
        message: `${place} is reported as ${reported}, but from the evidence follows ${is}${rules}`,
      }),
    ),
  ];
}
