import type { Language } from '#shared/kernel/language.ts';
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

/** Track 2 as ISO/IEC 7811-2 frames it. */
const track2 = (number: string, rest = ''): string => `;${number}${rest && `=${rest}`}?`;

const member = (name: string, language: Language, number: string, detail: DeviceKey | null = null): DemoCard => ({
	owner: { name, language },
	kind: 'cards.member',
	detail,
	stripe: track2(number),
});

export const DEMO_CARDS: readonly DemoCard[] = [
	member('Елена Петрова', 'bg', '9702310000000013'),
	member('Miguel Ángel Núñez', 'es', '9702310000000021'),
	member('王小明', 'zh', '9702310000000039'),
	member('Alice Brown', 'en', '9702310000000047'),
	member('Alice Brown', 'en', '9702310000000054', 'cards.lost'),
	{
		owner: null,
		kind: 'cards.bank',
		detail: 'cards.bank-detail',
		stripe: track2('4111111111111111', '30121010000000000000'),
	},
	{ owner: null, kind: 'cards.garbage', detail: 'cards.garbage-detail', stripe: ';97023?1000' },
];
