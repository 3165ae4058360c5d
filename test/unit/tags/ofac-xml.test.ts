/** The SDN list in OFAC's own form: a small list in the structure of the real one, cut anywhere. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ofacXmlReader } from '../../../src/cases/tags/ofac-xml.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { inPieces, readAll } from '../../support/read-tags.ts';

const BTC = '12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h';
const ETH = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
const TRON = 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq';

const feature = (type: string, text: string) => `
        <Feature ID="1" FeatureTypeID="${type}">
          <FeatureVersion ID="2" ReliabilityID="1">
            <Comment />
            <VersionDetail DetailTypeID="1432">${text}</VersionDetail>
          </FeatureVersion>
        </Feature>`;
const alias = (isPrimary: boolean, ...parts: string[]) => `
          <Alias FixedRef="1" AliasTypeID="1403" Primary="${isPrimary}">
            <DocumentedName>${parts.map((part) => `<DocumentedNamePart><NamePartValue>${part}</NamePartValue></DocumentedNamePart>`).join('')}</DocumentedName>
          </Alias>`;
const party = (profile: string, names: string, features: string) => `
    <DistinctParty FixedRef="${profile}"><Profile ID="${profile}"><Identity>${names}</Identity>${features}</Profile></DistinctParty>`;
const event = ([year, month, day]: readonly [number, number, number]) => `
      <EntryEvent><Comment /><Date><Year>${year}</Year><Month>${month}</Month><Day>${day}</Day></Date></EntryEvent>`;
const entry = (profile: string, events: string, ...programs: string[]) => `
    <SanctionsEntry ID="1" ProfileID="${profile}">${events}
      <SanctionsMeasure><DatePeriod /></SanctionsMeasure>${programs
        .map((program) => `<SanctionsMeasure><Comment>${program}</Comment></SanctionsMeasure>`)
        .join('')}
    </SanctionsEntry>`;

const LIST = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">
  <DateOfIssue><Year>2025</Year><Month>11</Month><Day>19</Day></DateOfIssue>
  <ReferenceValueSets><FeatureTypeValues>
    <FeatureType ID="8">Birthdate</FeatureType>
    <FeatureType ID="7">Digital Currency Address - XBT</FeatureType>
    <FeatureType ID="9">Digital Currency Address - USDT</FeatureType>
    <FeatureType ID="10">Digital Currency Address - XMR</FeatureType>
  </FeatureTypeValues></ReferenceValueSets>
  <DistinctParties>${party('25308', alias(false, 'ZHOU', 'William') + alias(true, 'YAN', 'Xiaobing'), feature('8', '1980') + feature('7', BTC))}${party(
    '27307',
    alias(true, 'Tom &amp; Sons'),
    feature('9', ` ${ETH} `) +
      feature('9', TRON) +
      feature('7', TRON) +
      feature('10', '4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx'),
  )}${party('1', alias(true, 'Somebody'), feature('8', '1970'))}
  </DistinctParties>
  <SanctionsEntries>${entry('25308', event([2019, 8, 21]), 'SDNTK')}${entry('27307', event([2019, 9, 13]) + event([2018, 11, 5]), 'NPWMD', 'DPRK3', 'DPRK3')}${entry('1', event([2001, 1, 1]), 'IRAN')}
  </SanctionsEntries>
</Sanctions>
`;

describe('the SDN list in XML', () => {
  test('may hold addresses as CDATA, in parts and with references', async () => {
    const [head, tail] = [BTC.slice(0, 5), BTC.slice(5)];
    for (const text of [`<![CDATA[${BTC}]]>`, `${head}<![CDATA[${tail}]]>`, `&#49;${BTC.slice(1)}`]) {
      const { tags } = await readAll(ofacXmlReader, LIST.replace(`>${BTC}<`, `>${text}<`));
      expect(tags[0]).toMatchObject({ address: BTC });
    }
  });

  test('gives names, programs and dates; the form of the address is the chain', async () => {
    const { tags, kinds, refused } = await readAll(ofacXmlReader, LIST);
    const sanction = {
      concepts: ['sanction'],
      confidence: 'authority_data',
      licence: 'US-Gov',
      validTo: null,
    };
    expect(tags).toMatchObject([
      {
        ...sanction,
        chain: 'bitcoin',
        address: BTC,
        entity: 'YAN, Xiaobing',
        label: 'OFAC SDN: YAN, Xiaobing',
        source: 'OFAC SDN list, profile 25308 (SDNTK)',
        validFrom: Date.UTC(2019, 7, 21) / 1000,
      },
      {
        ...sanction,
        chain: 'ethereum',
        address: ETH.toLowerCase(),
        entity: 'Tom & Sons',
        source: 'OFAC SDN list, profile 27307 (DPRK3, NPWMD)',
        validFrom: Date.UTC(2018, 10, 5) / 1000,
      },
    ]);
    expect(kinds).toEqual([
      { kind: 'address of another chain', rows: 2 },
      { kind: 'asset XMR', rows: 1 },
    ]);
    const lines = LIST.split('\n');
    for (const { line, field } of refused) {
      expect(lines[line - 1]).toContain(field === 'asset' ? '4AdUndX' : TRON);
    }
  });

  test('reads the same wherever the text is cut', async () => {
    const whole = await readAll(ofacXmlReader, LIST);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (length) => {
        expect(await readAll(ofacXmlReader, inPieces(LIST, length))).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['is cut off', LIST.slice(0, -20), /not valid XML/],
    ['is another document', '<html><body/></html>', /not the SDN list/],
    ['has no such types', LIST.replaceAll('Digital Currency', 'Post'), /not the SDN list/],
    ['is no XML', 'address,label', /not valid XML/],
    ['is empty', '', /not valid XML/],
    ['nests without end', `<Sanctions>${'<a>'.repeat(200)}`, /not the SDN list/],
  ])('that %s is refused', async (_, text, problem) => {
    await expect(readAll(ofacXmlReader, text)).rejects.toThrow(InvalidInputError);
    await expect(readAll(ofacXmlReader, text)).rejects.toThrow(problem);
  });

  test('expands nothing that a document defines', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>${LIST.slice(LIST.indexOf('<Sanctions'))}`.replace(
      'SDNTK',
      '&a;',
    );
    await expect(readAll(ofacXmlReader, bomb)).rejects.toThrow(/not valid XML/);
  });
});
