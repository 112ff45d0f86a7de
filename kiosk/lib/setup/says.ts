import type { EntryRefusal, PrinterStep, SetupStep, SetupView } from '#shared/setup/state.ts';
import type { Mark } from '../parts/mark.ts';
import { spoken } from './spoken.ts';
import type { SetupTranslator } from './texts.ts';

/** What stands above the horizon: read before anything is touched. */
export type Said = {
	readonly title: string;
	readonly details: readonly string[];
	/** `busy`: something is on its way. */
	readonly state: { readonly mark: Mark | 'busy'; readonly text: string } | null;
};

/** As the rows of the trial paper have them, the one or the other of each kind. */
const WORDS = 'Ñandú5€ · Ñandú5Ø · Слънце · Морето';

type Talking = Exclude<SetupView, { kind: 'none' }>;

/** `undefined` at home, where the counter speaks of itself. */
export function saidOf(view: Talking, t: SetupTranslator): Said | undefined {
	if (view.kind === 'open') return saidOfStep(view.step, view.canScan, t);
	const state = view.checking
		? ({ mark: 'busy', text: t('pin.checking') } as const)
		: view.refusal && ({ mark: 'wait', text: refusalText(view.refusal, t) } as const);
	return { title: t('pin.title'), details: [], state };
}

const refusalText = (refusal: EntryRefusal, t: SetupTranslator): string =>
	t(`entry.${refusal.code}`, 'triesLeft' in refusal ? { count: refusal.triesLeft } : {});

function saidOfStep(step: SetupStep, canScan: boolean, t: SetupTranslator): Said | undefined {
	const speedOf = (speed: number | null): string[] =>
		speed === null ? [] : [t('reader.at', { speed: String(speed) })];
	switch (step.kind) {
		case 'home':
			return undefined;
		case 'reader': {
			const { device, speed, open } = step;
			const line = [device.name, ...speedOf(speed), ...(open ? [] : [t('reader.opening')])].join(' · ');
			return { title: t('reader.swipe'), details: [t('reader.detail'), line], state: null };
		}
		case 'reader-known': {
			const { device, speed, format } = step;
			const line = [device.name, ...speedOf(speed)].join(' · ');
			return { title: `${t('known.title')} ${spoken(format, t)}`, details: [t('known.detail'), line], state: null };
		}
		case 'keyboard':
			return { title: t('keyboard.swipe'), details: [t('keyboard.where')], state: null };
		case 'printer':
			return saidOfPrinter(step, canScan, t);
	}
}

function saidOfPrinter(step: PrinterStep, canScan: boolean, t: SetupTranslator): Said {
	const { name } = step.device;
	if (step.printing) {
		const state = step.trouble
			? ({ mark: 'stop', text: t(`trouble.${step.trouble}`) } as const)
			: ({ mark: 'busy', text: t('paper.printing') } as const);
		return { title: name, details: [], state };
	}
	switch (step.ask) {
		case 'width':
			return { title: t('width.title'), details: [name], state: null };
		case 'row':
			return { title: t('row.title'), details: [`${t('row.detail')} ${WORDS}`, name], state: null };
		case 'drawer':
			return { title: t(step.kicked === null ? 'drawer.title' : 'drawer.opened'), details: [name], state: null };
		case 'slip': {
			const profile = step.profile === null ? [] : [t('slip.profile', { profile: step.profile })];
			return {
				title: t('slip.title'),
				details: [t('slip.detail'), [name, ...profile].join(' · ')],
				state: scanState(step.scan, canScan, t),
			};
		}
	}
}

function scanState(scan: PrinterStep['scan'], canScan: boolean, t: SetupTranslator): NonNullable<Said['state']> {
	if (scan === 'right') return { mark: 'ok', text: t('slip.right') };
	if (scan === 'other') return { mark: 'wait', text: t('slip.other') };
	return { mark: 'note', text: t(canScan ? 'slip.scan' : 'slip.no-scanner') };
}
