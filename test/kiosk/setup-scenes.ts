import type { Page } from 'playwright';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { finding } from '#shared/self-check/finding.ts';
import type { FoundDevice, PrinterStep, SetupStep, SetupView } from '#shared/setup/state.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { READY, setupOf } from './miramar-till.ts';

const READER: FoundDevice = {
	...{ id: 'a1', kind: 'serial', name: 'Prolific Technology Inc. USB-Serial Controller D', place: '1-1.2', use: null },
	...{ canRead: true, canPrint: true },
};
const STRIPE: FoundDevice = {
	...{ id: 'b2', kind: 'hid', name: 'MagTek USB Swipe Reader', place: '1-1.4', use: 'reader' },
	...{ canRead: true, canPrint: false },
};
/** Of one make with the reader: only their places tell them apart. */
const TWIN: FoundDevice = { ...READER, id: 'd4', place: '1-1.3' };
type Open = Extract<SetupView, { kind: 'open' }>;

const home: Open = {
	kind: 'open',
	staff: { id: 'boris' as StaffId, name: 'Boris', role: 'supervisor' },
	found: [STRIPE, READER],
	readers: [{ number: 1, name: '/dev/serial/by-id/usb-MagTek', place: null, format: { speech: 'swipe', end: 'line' } }],
	...{ printer: { name: '192.168.1.50:9100', profile: 'epson', pin: 2, movedFrom: null }, rows: 7, canScan: true },
	step: { kind: 'home' },
	notice: null,
};
const at = (step: SetupStep, changes: Partial<Open> = {}): SetupView => ({ ...home, step, ...changes });
const learning = { kind: 'reader', device: READER, cards: ['…0013'], speed: 9_600, asks: false, open: true } as const;

const PRINTER: PrinterStep = {
	...{ kind: 'printer', device: { ...READER, id: 'c3', kind: 'printer', name: 'EPSON TM-T20III', canRead: false } },
	...{ ask: 'width', printing: false, trouble: null, speed: null, figure: null, row: null, pin: null, kicked: null },
	...{ profile: null, scan: null, isOwn: false, saving: false },
};

/** What the page of set-up can show. */
export const SETUP_SCENES: Readonly<Record<string, SetupView>> = {
	none: { kind: 'none' },
	closed: { kind: 'closed', checking: false, refusal: null },
	refused: { kind: 'closed', checking: false, refusal: { code: 'pin_wrong', triesLeft: 3 } },
	guest: { kind: 'closed', checking: false, refusal: { code: 'guest_shown' } },
	home,
	alike: {
		...home,
		found: [{ ...READER, use: 'reader' }, TWIN],
		readers: [{ number: 1, name: 'serial on USB', place: '1-1.2', format: { speech: 'swipe', end: 'line' } }],
	},
	moved: { ...home, printer: { ...home.printer!, name: '192.168.1.73:9100', movedFrom: '192.168.1.50:9100' } },
	nothing: { ...home, found: [], readers: [], printer: null },
	learning: at(learning, { notice: { code: 'card_payment', count: 1 } }),
	garbage: at({ ...learning, cards: [], open: false }, { notice: { code: 'garbage', count: 2, speed: 19_200 } }),
	known: at({
		...{ kind: 'reader-known', device: READER, cards: ['…0013', '…0021', '…0039'], speed: 9_600, saving: false },
		format: { speech: 'swipe', end: 'line' },
	}),
	keyboard: at({ kind: 'keyboard', card: null }),
	typed: at({ kind: 'keyboard', card: { medium: 'magstripe', masked: '…0013' } }),
	bare: at(
		{ kind: 'keyboard', card: { medium: 'code', masked: '…0021' } },
		{ notice: { code: 'keyboard_bare', count: 4 } },
	),
	printing: at({ ...PRINTER, printing: true }),
	trouble: at({ ...PRINTER, printing: true, trouble: 'paper_out' }),
	width: at({ ...PRINTER, speed: 19_200 }),
	row: at({ ...PRINTER, ask: 'row', figure: 3 }, { notice: { code: 'paper_unknown', count: 3 } }),
	drawer: at({ ...PRINTER, ask: 'drawer', kicked: 2 }),
	unscanned: at({ ...PRINTER, ask: 'slip', profile: 'epson' }, { canScan: false }),
	slip: at({ ...PRINTER, ask: 'slip', profile: 'epson', scan: 'other' }),
	scanned: at({ ...PRINTER, ask: 'slip', profile: 'epson', scan: 'right' }),
};

const FINDINGS = [finding('node_ok', { version: '26' }), finding('folder_exposed', { folder: '/srv', mode: '755' })];

/** Opens the page as it stands in this scene. */
export async function openSetupScene(
	name: string,
	page: Page,
	{
		language = 'en',
		theme = 'light',
		house = setupOf('restaurant'),
	}: { readonly language?: string; readonly theme?: string; readonly house?: CounterSetup } = {},
): Promise<FakeBridge> {
	const bridge = await FakeBridge.start(house, READY);
	bridge.settingUp = SETUP_SCENES[name]!;
	bridge.findings = FINDINGS;
	await page.addInitScript(
		([chosenLanguage, chosenTheme]) => {
			localStorage.setItem('retorno.language', chosenLanguage);
			localStorage.setItem('retorno.theme', chosenTheme);
		},
		[language, theme] as const,
	);
	await page.goto(`${bridge.url}/setup`);
	const drawn = page.locator(name === 'none' ? 'header h2' : 'main button');
	await drawn.first().waitFor();
	return bridge;
}
