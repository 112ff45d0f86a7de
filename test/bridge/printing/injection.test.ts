import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOut } from '#shared/receipt/columns.ts';
import type { Receipt } from '#shared/receipt/receipt.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { encode } from '../../../bridge/printing/encode.ts';
import { PROFILES, type ProfileName } from '../../../bridge/printing/profile.ts';
import type { Command } from '../../../bridge/simulate/printer/command.ts';
import { CommandParser } from '../../../bridge/simulate/printer/parser.ts';
import { SEED } from '../../support/cases.ts';
import { SAMPLES } from '../../shared/receipt/samples.ts';

const NAMES = process.env['RETORNO_LONG'] === '1' ? 100_000 : 2_000;
const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];
const DRAWER = { pin: 2, onMs: 100, offMs: 200 } as const;

const CONTROLS = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code));
const HIGH_CONTROLS = Array.from({ length: 0x21 }, (_, code) => String.fromCharCode(0x7f + code));
/** Whole commands: drawer, real-time drawer, cut, QR code, raster, process id, Chinese on, clear. */
const COMMANDS = [
	...[
		'\u001bp0\u0019\u00fa',
		'\u001bp\u0000\u0019\u00fa',
		'\u0010\u0014\u0001\u0000\u0001',
		'\u001dV\u0000',
		'\u001dVB\u0003',
	],
	...[
		'\u001d(k\u0003\u00001Q0',
		'\u001dv0\u0000\u0001\u0000\u0001\u0000\u00ff',
		'\u001d(H\u0006\u0000000042',
		'\u001c&',
	],
	...['\u0010\u0005\u0002', '\u001b@', '\u001dr\u0001'],
];
/** Drawn at the control places of code page 437: as bytes they would be the commands. */
const DISGUISED = ['←p0', '↔V1', '►¶☺', '∟&', '►♣☻', '←@', '☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼⌂'];
const OTHERS = [
	'\u202e\u2066\u200f\u2028',
	'שלום',
	'محمد',
	'e\u0301\u0327\u20dd',
	'👩‍👩‍👧',
	'\u{1f600}',
	'\ud800',
	'王小明',
	'Ѝѝ',
	'€„“',
];

/** What somebody may have typed who wants the drawer to open. */
const name = fc
	.array(
		fc.oneof(
			...[CONTROLS, HIGH_CONTROLS, COMMANDS, DISGUISED, OTHERS].map((some) => fc.constantFrom(...some)),
			fc.string({ unit: 'binary', maxLength: 6 }),
		),
		{ minLength: 1, maxLength: 6 },
	)
	.map((parts) => parts.join(''));

const slip = SAMPLES['Alice has supper']!;
const commandsOf = (receipt: Receipt, profile: ProfileName): readonly Command[] => {
	const { columns } = PROFILES[profile];
	const { body, cut } = encode(layOut(receipt, columns), PROFILES[profile], undefined, { drawer: DRAWER });
	return new CommandParser().push(Uint8Array.from([...body, ...cut]));
};
const named = (givenName: string): Receipt => composeVisitSlip({ ...slip, guest: { ...slip.guest!, givenName } });

/** What the template asks for besides text and its looks. */
const ACTS: readonly Command['kind'][] = [
	'initialise',
	'chinese',
	'automatic_status',
	'raster',
	'qr_store',
	'qr_print',
	'cut',
];
const LOOKS: readonly Command['kind'][] = [
	...(['text', 'line_feed', 'style', 'align', 'code_table', 'qr_model', 'qr_module', 'qr_correction'] as const),
];
const actsOf = (commands: readonly Command[]): string[] =>
	commands.map(({ kind }) => kind).filter((kind) => !LOOKS.includes(kind));

test('whatever a guest is called, the printer hears what the template says and nothing else', () => {
	const harmless = new Map(PROFILE_NAMES.map((profile) => [profile, actsOf(commandsOf(named('Alice'), profile))]));
	const counts = { controls: 0, commands: 0, disguised: 0 };
	fc.assert(
		fc.property(name, fc.constantFrom(...PROFILE_NAMES), (givenName, profile) => {
			const acts = actsOf(commandsOf(named(givenName), profile));
			expect(acts).toEqual(harmless.get(profile));
			if (/\p{Cc}/u.test(givenName)) counts.controls++;
			if (COMMANDS.some((one) => givenName.includes(one))) counts.commands++;
			if (DISGUISED.some((one) => givenName.includes(one))) counts.disguised++;
		}),
		{ numRuns: NAMES, seed: SEED },
	);
	for (const acts of harmless.values())
		expect(acts.filter((kind) => !ACTS.includes(kind as Command['kind']))).toEqual([]);
	for (const count of Object.values(counts)) expect(count).toBeGreaterThan(NAMES / 5);
});

test('the drawer opens where the template says so, once, and by no name', () => {
	const receipt = named('\u001bp0\u0019\u00fa←p0');
	const withDrawer: Receipt = { ...receipt, lines: [{ kind: 'drawer' }, ...receipt.lines] };
	const kicks = (one: Receipt) => commandsOf(one, 'epson').filter(({ kind }) => kind === 'drawer');
	expect([kicks(receipt).length, kicks(withDrawer)]).toEqual([0, [{ kind: 'drawer', pin: 2, onMs: 100, offMs: 200 }]]);
});
