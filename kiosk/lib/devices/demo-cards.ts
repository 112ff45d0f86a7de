import type { Language } from '#shared/kernel/language.ts';
import { DEMO_STRIPES } from '#shared/protocol/simulate.ts';
import type { DeviceKey } from './texts.ts';

/** A card on the demo's desk. Names and numbers are the demo hotel's own inventions, or made for tests. */
export type DemoCard = {
	/** Whom it belongs to, and in which language that is written. */
	readonly owner: { readonly name: string; readonly language: Language } | null;
	readonly kind: DeviceKey;
	readonly detail: DeviceKey | null;
	/** What stands on its stripe. */
	readonly stripe: string;
};

const member = (name: string, language: Language, stripe: string, detail: DeviceKey | null = null): DemoCard => ({
	owner: { name, language },
	kind: 'cards.member',
	detail,
	stripe,
});

export const DEMO_CARDS: readonly DemoCard[] = [
	member('Елена Петрова', 'bg', DEMO_STRIPES.elena),
	member('Miguel Ángel Núñez', 'es', DEMO_STRIPES.miguel),
	member('王小明', 'zh', DEMO_STRIPES.xiaoming),
	member('Alice Brown', 'en', DEMO_STRIPES.alice),
	member('Alice Brown', 'en', DEMO_STRIPES.aliceLost, 'cards.lost'),
	{ owner: null, kind: 'cards.bank', detail: 'cards.bank-detail', stripe: DEMO_STRIPES.bank },
	{ owner: null, kind: 'cards.garbage', detail: 'cards.garbage-detail', stripe: ';97023?1000' },
];
