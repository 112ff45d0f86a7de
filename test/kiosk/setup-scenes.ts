import type { StaffId } from '#shared/kernel/ids.ts';
import type { FoundDevice, SetupStep, SetupView } from '#shared/setup/state.ts';

const READER: FoundDevice = {
	...{ id: 'a1', kind: 'serial', name: 'Prolific Technology Inc. USB-Serial Controller D', place: '1-1.2', use: null },
	...{ canRead: true, canPrint: true },
};
const STRIPE: FoundDevice = {
	...{ id: 'b2', kind: 'hid', name: 'MagTek USB Swipe Reader', place: '1-1.4', use: 'reader' },
	...{ canRead: true, canPrint: false },
};
type Open = Extract<SetupView, { kind: 'open' }>;

const home: Open = {
	kind: 'open',
	staff: { id: 'boris' as StaffId, name: 'Boris', role: 'supervisor' },
	found: [STRIPE, READER],
	readers: [{ number: 1, name: '/dev/serial/by-id/usb-MagTek', format: { speech: 'swipe', end: 'line' } }],
	step: { kind: 'home' },
	notice: null,
};
const at = (step: SetupStep, changes: Partial<Open> = {}): SetupView => ({ ...home, step, ...changes });
const learning = { kind: 'reader', device: READER, cards: ['…0013'], speed: 9_600, asks: false, open: true } as const;

/** What the page of set-up can show. */
export const SETUP_SCENES: Readonly<Record<string, SetupView>> = {
	none: { kind: 'none' },
	closed: { kind: 'closed', checking: false, refusal: null },
	refused: { kind: 'closed', checking: false, refusal: { code: 'pin_wrong', triesLeft: 3 } },
	home,
	nothing: { ...home, found: [], readers: [] },
	learning: at(learning, { notice: { code: 'card_payment', count: 1 } }),
	garbage: at({ ...learning, cards: [], open: false }, { notice: { code: 'garbage', count: 2, speed: 19_200 } }),
	known: at({
		...{ kind: 'reader-known', device: READER, cards: ['…0013', '…0021', '…0039'], speed: 9_600, saving: false },
		format: { speech: 'swipe', end: 'line' },
	}),
};
